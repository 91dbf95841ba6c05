"""The questions of a sheet as fields of a form, and the responses in what such a form posts without any script."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from curriculum.models import AttemptQuestion
from curriculum.questions.content import Gap, Item, Kind, Pair, QuestionContent
from curriculum.questions.marking import asked
from curriculum.questions.pictures import shown
from curriculum.quizzes.showing import in_order

GAP = re.compile(r"\{\{\s*([\w-]+)\s*\}\}")
Response = dict[str, Any]


@dataclass
class Field:
    """One question of the sheet, as it stands; ``row`` carries ``response`` and ``is_flagged``."""

    row: AttemptQuestion
    number: int
    begins_section: bool = False

    @cached_property
    def content(self) -> QuestionContent:
        return self.row.version.said

    @property
    def name(self) -> str:
        return f"q-{self.row.pk}"

    @property
    def kind(self) -> str:
        return self.content.kind.value

    @property
    def response(self) -> Response:
        return getattr(self.row, "response", None) or {}

    @property
    def is_answered(self) -> bool:
        return bool(self.response)

    @property
    def is_flagged(self) -> bool:
        return bool(getattr(self.row, "is_flagged", False))

    @property
    def was(self) -> str:
        """A mark of what the page shows, so that only what was changed on it is taken for a change."""
        return digest(self.response)

    @property
    def prompts(self) -> list[tuple[Pair, str]]:
        chosen = self.response.get("pairs", {})
        return [(pair, chosen.get(pair.key, "")) for pair in asked(self.content)]

    @property
    def answers(self) -> list[Pair]:
        """What a prompt may be matched with; words that occur twice are offered once."""
        found: dict[str, Pair] = {}
        kept = set(self.response.get("pairs", {}).values())
        for pair in in_order(self.content.pairs, self.row.order.get("answers")):
            if pair.answer not in found or pair.key in kept:
                found[pair.answer] = pair
        return list(found.values())

    @property
    def items(self) -> list[tuple[Item, int]]:
        """In the order given so far, else as drawn; with the place, 0 while nothing was put in order."""
        given = self.response.get("order")
        listed = in_order(self.content.items, given or self.row.order.get("items"))
        return [(item, place if given else 0) for place, item in enumerate(listed, start=1)]

    @property
    def places(self) -> range:
        return range(1, len(self.content.items) + 1)

    @property
    def text(self) -> SafeString:
        """The words of the question; of a cloze text with its gaps as fields."""
        html = shown(self.content.text)
        if self.content.kind is Kind.CLOZE:
            html = GAP.sub(self._gap, html)
        return mark_safe(html)

    @property
    def text_over(self) -> SafeString:
        """The words of a cloze text once it is handed in: numbers where the gaps were."""
        places = {gap.key: f"({place})…" for place, gap in enumerate(self.content.gaps, start=1)}
        return mark_safe(GAP.sub(lambda found: places.get(found[1], found[0]), shown(self.content.text)))

    @property
    def rows_of_text(self) -> int:
        return 10 if self.content.kind in (Kind.ESSAY, Kind.SITUATION) else 1

    def _gap(self, found: re.Match) -> str:
        gaps = {gap.key: (place, gap) for place, gap in enumerate(self.content.gaps, start=1)}
        if found[1] not in gaps:
            return found[0]
        place, gap = gaps[found[1]]
        value = self.response.get("gaps", {}).get(gap.key, "")
        label = _("Gap %(place)s") % {"place": place}
        name = f"{self.name}-{gap.key}"
        return self._list(gap, name, label, value) if gap.options else _input(name, label, value, gap)

    def _list(self, gap: Gap, name: str, label: str, value: str) -> str:
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((one.key, mark_safe(" selected") if one.key == value else "", one.text) for one in gap.options),
        )
        return format_html(
            '<select class="gap" name="{}" data-key="{}" aria-label="{}"><option value="">…</option>{}</select>',
            name,
            gap.key,
            label,
            options,
        )


def fields_of(rows: Sequence[AttemptQuestion]) -> list[Field]:
    """The sheet; a section begins where its title changes."""
    fields, before = [], ""
    for number, row in enumerate(rows, start=1):
        fields.append(Field(row, number, begins_section=bool(row.section) and row.section != before))
        before = row.section
    return fields


def posted(fields: Sequence[Field], data: QueryDict) -> dict[int, Response]:
    """The responses that were changed on the page that posted them, by question."""
    changed = {}
    for one in fields:
        if f"was-{one.row.pk}" not in data:
            continue
        response = read_response(one.content, one.name, data)
        if digest(response) != data[f"was-{one.row.pk}"]:
            changed[one.row.pk] = response
    return changed


def read_response(content: QuestionContent, name: str, data: QueryDict) -> Response:
    """What the fields of one question say, in the shape of its kind; empty where nothing was said."""
    match content.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE:
            return {"choice": data[name]} if data.get(name) else {}
        case Kind.MULTIPLE:
            return {"choices": data.getlist(name)} if data.getlist(name) else {}
        case Kind.MATCHING:
            return _filled("pairs", {pair.key: data.get(f"{name}-{pair.key}", "") for pair in asked(content)})
        case Kind.ORDERING:
            return _in_places(content, name, data)
        case Kind.CLOZE:
            return _filled("gaps", {gap.key: data.get(f"{name}-{gap.key}", "") for gap in content.gaps})
    text = data.get(name, "").replace("\r\n", "\n")
    return {"text": text} if text.strip() else {}


def digest(response: Mapping[str, Any]) -> str:
    """Equal for equal responses, whatever the order in which choices were touched."""
    plain = {key: sorted(value) if key == "choices" else value for key, value in response.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


def _filled(name: str, given: dict[str, str]) -> Response:
    said = {key: value for key, value in given.items() if value.strip()}
    return {name: said} if said else {}


def _in_places(content: QuestionContent, name: str, data: QueryDict) -> Response:
    """Items by the place chosen for each; one without a place comes after the others."""
    places = {item.key: data.get(f"{name}-{item.key}", "") for item in content.items}
    if not any(places.values()):
        return {}
    last = len(places) + 1
    return {"order": sorted(places, key=lambda key: int(places[key]) if places[key].isdecimal() else last)}


def _input(name: str, label: str, value: str, gap: Gap) -> str:
    mode = "decimal" if gap.numbers else "text"
    return format_html(
        '<input class="gap" type="text" name="{}" data-key="{}" value="{}" aria-label="{}" inputmode="{}" '
        'autocomplete="off" autocapitalize="none" maxlength="1000">',
        name,
        gap.key,
        value,
        label,
        mode,
    )
