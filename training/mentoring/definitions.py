"""A form's definition, read from its version: sections, fields, who writes, who reads, who signs in which order.

The definition also checks answers. Screens build their inputs from it; nothing else knows a field by name.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from training.mentoring.models import FormVersion

LINE_LENGTH = 300
TEXT_LENGTH = 10_000
SCALE = range(1, 6)


def in_language(data: dict[str, Any], name: str) -> str:
    """The text ``<name>_vi`` or ``<name>_en`` in the language of the reader."""
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    return data.get(f"{name}_{language}", "")


@dataclass(frozen=True)
class FormField:
    """One question of a form."""

    id: str
    type: str
    data: dict[str, Any] = field(repr=False, hash=False, compare=False)

    @property
    def label(self) -> str:
        return in_language(self.data, "label")

    @property
    def help(self) -> str:
        return in_language(self.data, "help")

    @property
    def required(self) -> bool:
        return bool(self.data.get("required"))

    @property
    def written_by(self) -> list[str]:
        return self.data.get("written_by", [])

    @property
    def columns(self) -> list["FormField"]:
        """The parts of one line of a field of rows."""
        return [FormField(column["id"], column["type"], column) for column in self.data.get("columns", [])]

    @property
    def choices(self) -> list[tuple[str, str]]:
        if self.type in ("scale", "level"):
            return [(str(number), str(number)) for number in SCALE]
        return [(choice["value"], in_language(choice, "label")) for choice in self.data.get("choices", [])]

    @property
    def low(self) -> str:
        """What the lowest step of a scale means."""
        return in_language(self.data, "low")

    @property
    def high(self) -> str:
        return in_language(self.data, "high")

    @property
    def is_confidential(self) -> bool:
        return "readers" in self.data

    def is_seen_by(self, capacities: Collection[str]) -> bool:
        """Whether somebody in these capacities may read the answer; hiding outweighs every reading capacity."""
        if any(capacity in self.data.get("hidden_from", ()) for capacity in capacities):
            return False
        readers = self.data.get("readers")
        return readers is None or any(capacity in readers for capacity in capacities)

    def clean(self, value: Any) -> Any:
        """The answer in the shape it is kept in. Raises ``ValueError`` with a sentence."""
        if self.type == "rows":
            return self._clean_rows(value)
        if self.type == "level":
            return self._clean_level(value)
        if value is None or value == "":
            return None
        if self.type in ("integer", "scale"):
            return self._clean_number(value)
        if self.type == "date":
            return self._clean_date(value)
        text = str(value).strip()
        if self.type == "choice" and text not in dict(self.choices):
            raise ValueError(_("“%(label)s”: choose one of the answers offered.") % {"label": self.label})
        longest = LINE_LENGTH if self.type == "line" else TEXT_LENGTH
        if len(text) > longest:
            raise ValueError(
                _("“%(label)s” may have at most %(longest)d characters.") % {"label": self.label, "longest": longest}
            )
        return text or None

    def _clean_number(self, value: Any) -> int:
        lowest, highest = (
            (SCALE[0], SCALE[-1]) if self.type in ("scale", "level") else (self.data.get("min", 0), self.data["max"])
        )
        try:
            number = int(str(value))
        except ValueError:
            number = lowest - 1
        if not lowest <= number <= highest:
            raise ValueError(
                _("“%(label)s” must be a whole number from %(low)d to %(high)d.")
                % {"label": self.label, "low": lowest, "high": highest}
            )
        return number

    def _clean_date(self, value: Any) -> str:
        try:
            return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()
        except ValueError as error:
            raise ValueError(_("“%(label)s” must be a date.") % {"label": self.label}) from error

    def _clean_level(self, value: Any) -> dict[str, Any] | None:
        """``{"level": 1 to 5 or None, "evidence": text or None}``; None where neither is given."""
        given = value or {}
        level = given.get("level")
        level = None if level in (None, "") else self._clean_number(level)
        evidence = str(given.get("evidence") or "").strip()
        if len(evidence) > TEXT_LENGTH:
            raise ValueError(
                _("“%(label)s” may have at most %(longest)d characters.")
                % {"label": self.label, "longest": TEXT_LENGTH}
            )
        return {"level": level, "evidence": evidence or None} if level or evidence else None

    def _clean_rows(self, value: Any) -> list[dict[str, Any]] | None:
        if value is None:
            return None
        if not isinstance(value, list) or len(value) > self.data["lines"]:
            raise ValueError(
                _("“%(label)s” has at most %(lines)d lines.") % {"label": self.label, "lines": self.data["lines"]}
            )
        rows = [{column.id: column.clean(row.get(column.id)) for column in self.columns} for row in value]
        return [row for row in rows if any(row.values())] or None

    def missing(self, value: Any) -> str:
        """Why the answer is not complete yet, as a sentence; empty when it is."""
        minimum = self.data.get("minimum", 1)
        if self.type == "rows" and self.required:
            whole = [row for row in value or [] if all(row.get(column.id) for column in self.columns)]
            if len(whole) < minimum or len(whole) < len(value or []):
                return _("“%(label)s” needs at least %(minimum)d complete lines, and no line half filled.") % {
                    "label": self.label,
                    "minimum": minimum,
                }
        elif self.required and self.type == "level" and not (value or {}).get("level"):
            return _("“%(label)s”: choose a level.") % {"label": self.label}
        elif self.required and value is None:
            return _("“%(label)s” is still empty.") % {"label": self.label}
        return ""


@dataclass(frozen=True)
class Section:
    """A part of a form, one screen of a phone."""

    id: str
    data: dict[str, Any] = field(repr=False, hash=False, compare=False)

    @property
    def title(self) -> str:
        return in_language(self.data, "title")

    @property
    def fields(self) -> list[FormField]:
        return [FormField(item["id"], item["type"], item) for item in self.data["fields"]]


@dataclass(frozen=True)
class Definition:
    """The whole form as it stood when it was defined."""

    code: str
    data: dict[str, Any] = field(repr=False, hash=False, compare=False)

    @classmethod
    def of(cls, version: FormVersion) -> "Definition":
        return cls(version.code, version.definition)

    @property
    def name(self) -> str:
        return in_language(self.data, "name")

    @property
    def sections(self) -> list[Section]:
        return [Section(item["id"], item) for item in self.data["sections"]]

    @property
    def is_fillable(self) -> bool:
        return self.data["fillable"]

    @property
    def signers(self) -> list[str]:
        return [signer["capacity"] for signer in self.data["signers"]]

    def act_of(self, capacity: str) -> str:
        """``sign``, or ``acknowledge`` where the signer takes note without answering for the words."""
        return next(signer["act"] for signer in self.data["signers"] if signer["capacity"] == capacity)

    def is_read_by(self, capacities: Collection[str]) -> bool:
        return any(capacity in self.data["readers"] for capacity in capacities)

    def is_submitted_by(self, capacities: Collection[str]) -> bool:
        return any(capacity in self.data["submitted_by"] for capacity in capacities)

    def fields(self) -> Iterator[FormField]:
        for section in self.sections:
            yield from section.fields

    def fields_for(self, capacities: Collection[str]) -> list[FormField]:
        """The fields that somebody in these capacities writes."""
        return [item for item in self.fields() if any(capacity in item.written_by for capacity in capacities)]

    def missing(self, answers: dict[str, Any], capacities: Collection[str]) -> dict[str, str]:
        """What people in these capacities still owe: a sentence for each field, by its id."""
        owed = {item.id: why for item in self.fields_for(capacities) if (why := item.missing(answers.get(item.id)))}
        return owed | self._talk_owed(answers, capacities)

    def needs_document(self, capacity: str) -> bool:
        """Whether the signer's part is a signed document (mentoring.md §4), not only a confirmation in the system."""
        return any(signer["capacity"] == capacity and signer.get("document") for signer in self.data["signers"])

    def levels(self) -> list[FormField]:
        """The fields in which somebody gives a level of a competency, with evidence."""
        return [item for item in self.fields() if item.type == "level"]

    def competencies(self) -> dict[str, dict[str, Any]]:
        """The competencies as they stood when the form was defined, by their codes: names and what each level means."""
        return {one["code"]: one for one in self.data.get("competencies", ())}

    def wide_apart(self, answers: dict[str, Any]) -> list[str]:
        """The competencies in which the two views differ so far that they must be talked over (mentoring.md §3)."""
        talk = self.data.get("talk")
        if not talk:
            return []
        seen: dict[str, list[int]] = {}
        for item in self.levels():
            level = (answers.get(item.id) or {}).get("level")
            if level and item.data["rater"] in talk["raters"]:
                seen.setdefault(item.data["competency"], []).append(level)
        return [code for code, levels in seen.items() if max(levels) - min(levels) >= talk["gap"]]

    def _talk_owed(self, answers: dict[str, Any], capacities: Collection[str]) -> dict[str, str]:
        field = (self.data.get("talk") or {}).get("field")
        if not any(item.id == field for item in self.fields_for(capacities)) or answers.get(field):
            return {}
        if codes := self.wide_apart(answers):
            sentence = _(
                "The two views of %(codes)s lie two levels or more apart: talk about it first, and note the day."
            )
            return {field: sentence % {"codes": ", ".join(codes)}}
        return {}


def fingerprint(data: Any) -> str:
    """SHA-256 of the data as canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
