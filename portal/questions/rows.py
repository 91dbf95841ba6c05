"""The lines of a question's form: choices, pairs, things to order, accepted answers, gaps, criteria.

A line whose main field is empty is not there; nobody has to tick "delete". Credits left empty are shared out evenly.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from itertools import count
from string import ascii_lowercase
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from curriculum.questions.comparing import in_words
from curriculum.questions.content import (
    Accepted,
    AcceptedNumber,
    Criterion,
    Gap,
    Item,
    Kind,
    Level,
    Option,
    Pair,
    QuestionContent,
)
from curriculum.questions.marking import WHOLE
from curriculum.questions.reading import read_number
from curriculum.questions.writing import to_line_html, to_written

NOTHING = Decimal(0)
LETTERS = [*ascii_lowercase, *(f"{a}{b}" for a in ascii_lowercase for b in ascii_lowercase)]


class NumberField(forms.CharField):
    """A number in Vietnamese or English writing; "1.234" is read as Vietnamese writes it."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 8})

    def clean(self, value: Any) -> Decimal | None:
        written = super().clean(value)
        if not written:
            return None
        read = read_number(written.removesuffix("%").strip())
        if not read:
            raise forms.ValidationError(_("“%(value)s” is no number.") % {"value": written})
        return read[0]


def _written(label, rows: int = 1, **kwargs) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class RowForm(forms.Form):
    """One line. ``place`` orders the lines; the script beside the page moves them instead."""

    main = "text"

    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    place = forms.IntegerField(
        label=pgettext_lazy("line", "Place"),
        required=False,
        min_value=0,
        max_value=999,
        widget=forms.NumberInput(attrs={"size": 3}),
    )

    @property
    def is_there(self) -> bool:
        return bool(self.cleaned_data.get(self.main))

    def fields_shown(self):
        return [field for field in self.visible_fields() if field.name != "place"]


class OptionRow(RowForm):
    text = _written(_("Choice"))
    is_right = forms.BooleanField(label=_("Right"), required=False)
    credit = NumberField(label=_("Credit in %"), required=False)
    is_fixed = forms.BooleanField(label=_("Keeps its place when shuffled"), required=False)
    feedback = _written(_("Feedback"))


class PairRow(RowForm):
    main = "answer"

    prompt = _written(_("To be matched"))
    answer = forms.CharField(label=_("Its answer"), required=False, max_length=500)


class ItemRow(RowForm):
    text = _written(_("Line"))


class NumberRow(RowForm):
    main = "value"

    value = NumberField(label=_("Number"), required=False)
    tolerance = NumberField(label=_("Tolerance ±"), required=False)
    credit = NumberField(label=_("Credit in %"), required=False)
    feedback = _written(_("Feedback"))

    @property
    def is_there(self) -> bool:
        return self.cleaned_data.get("value") is not None


class AcceptedRow(RowForm):
    text = forms.CharField(label=_("Accepted answer"), required=False, max_length=1000)
    credit = NumberField(label=_("Credit in %"), required=False)
    feedback = _written(_("Feedback"))


class GapRow(RowForm):
    main = "answers"

    key = forms.CharField(label=_("Gap"), required=False, max_length=64, widget=forms.TextInput(attrs={"size": 4}))
    answers = _written(_("Answers, one on each line"), rows=3)
    points = forms.IntegerField(label=_("Counts"), required=False, min_value=1, max_value=100)

    def clean_answers(self) -> dict[str, Any]:
        return read_gap(self.cleaned_data["answers"])


class CriterionRow(RowForm):
    main = "name"

    name = forms.CharField(label=_("Criterion"), required=False, max_length=300)
    levels = _written(_("Levels, one on each line: points: description"), rows=3)

    def clean_levels(self) -> tuple[Level, ...]:
        return tuple(_level(line) for line in self.cleaned_data["levels"].splitlines() if line.strip())


ROWS: dict[Kind, type[RowForm]] = {
    Kind.SINGLE: OptionRow,
    Kind.MULTIPLE: OptionRow,
    Kind.MATCHING: PairRow,
    Kind.ORDERING: ItemRow,
    Kind.NUMERICAL: NumberRow,
    Kind.SHORT_ANSWER: AcceptedRow,
    Kind.CLOZE: GapRow,
    Kind.ESSAY: CriterionRow,
    Kind.SITUATION: CriterionRow,
}


def parts_from(kind: Kind, rows: Sequence[RowForm]) -> dict[str, Any]:
    """The parts of the content that the lines say."""
    there = [row for row in rows if row.is_valid() and row.is_there]
    there.sort(key=lambda row: (row.cleaned_data.get("place") is None, row.cleaned_data.get("place") or 0))
    said = [row.cleaned_data for row in there]
    name, make = _MADE[kind]
    return {name: make(kind, said, _keys(kind, said))}


def rows_of(content: QuestionContent) -> list[dict[str, Any]]:
    """The lines as the form shows them."""
    if content.kind in (Kind.SINGLE, Kind.MULTIPLE):
        rows = [_option_row(option, content) for option in content.options]
    elif content.kind is Kind.MATCHING:
        rows = [{"key": one.key, "prompt": to_written(one.prompt), "answer": one.answer} for one in content.pairs]
    elif content.kind is Kind.ORDERING:
        rows = [{"key": one.key, "text": to_written(one.text)} for one in content.items]
    elif content.kind is Kind.NUMERICAL:
        rows = [
            {
                "value": in_words(one.value),
                "tolerance": in_words(one.tolerance) if one.tolerance else "",
                "credit": _unless_whole(one.credit),
                "feedback": to_written(one.feedback),
            }
            for one in content.numbers
        ]
    elif content.kind is Kind.SHORT_ANSWER:
        rows = [
            {"text": one.text, "credit": _unless_whole(one.credit), "feedback": to_written(one.feedback)}
            for one in content.accepted
        ]
    elif content.kind is Kind.CLOZE:
        rows = [{"key": gap.key, "points": gap.points, "answers": write_gap(gap)} for gap in content.gaps]
    else:
        rows = [
            {"key": one.key, "name": one.name, "levels": "\n".join(_level_words(level) for level in one.levels)}
            for one in content.rubric
        ]
    return [{"place": place, **row} for place, row in enumerate(rows, start=1)]


def read_gap(text: str) -> dict[str, Any]:
    """What belongs into a gap: ``=right`` and ``~wrong`` choices, numbers ``35 ± 1``, or accepted words ``so | 50``."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return {}
    if all(line[0] in "=~" for line in lines):
        options = zip(LETTERS, lines, strict=False)
        return {
            "options": tuple(
                Option(key, line[1:].strip(), WHOLE if line[0] == "=" else NOTHING) for key, line in options
            )
        }
    split = [_with_credit(line) for line in lines]
    numbers = [_number(words) for words, _credit in split]
    if all(number is not None for number in numbers):
        values = zip(numbers, split, strict=True)
        return {"numbers": tuple(AcceptedNumber(*number, credit) for number, (_words, credit) in values if number)}
    return {"accepted": tuple(Accepted(words, credit) for words, credit in split)}


def write_gap(gap: Gap) -> str:
    lines = [f"{'=' if one.credit > 0 else '~'}{one.text}" for one in gap.options]
    lines += [f"{one.text}{_credit_words(one.credit)}" for one in gap.accepted]
    for one in gap.numbers:
        tolerance = f" ± {in_words(one.tolerance)}" if one.tolerance else ""
        lines.append(f"{in_words(one.value)}{tolerance}{_credit_words(one.credit)}")
    return "\n".join(lines)


def _options(kind: Kind, said: Sequence[dict], keys: Sequence[str]) -> tuple[Option, ...]:
    return tuple(
        Option(
            key,
            to_line_html(row["text"]),
            row["credit"] if row["credit"] is not None else even_credit(kind, row["is_right"], said),
            to_line_html(row["feedback"]),
            row["is_fixed"],
        )
        for key, row in zip(keys, said, strict=True)
    )


def even_credit(kind: Kind, is_right: bool, said: Sequence[dict]) -> Decimal:
    """The credit of a choice that was given none: the right ones share 100, the wrong ones take it away again."""
    if kind is Kind.SINGLE:
        return WHOLE if is_right else NOTHING
    alike = sum(bool(row["is_right"]) is bool(is_right) for row in said) or 1
    return ((WHOLE if is_right else -WHOLE) / alike).quantize(Decimal("0.00001"))


def _pairs(kind: Kind, said: Sequence[dict], keys: Sequence[str]) -> tuple[Pair, ...]:
    return tuple(Pair(key, to_line_html(row["prompt"]), row["answer"]) for key, row in zip(keys, said, strict=True))


def _items(kind: Kind, said: Sequence[dict], keys: Sequence[str]) -> tuple[Item, ...]:
    return tuple(Item(key, to_line_html(row["text"])) for key, row in zip(keys, said, strict=True))


def _numbers(kind: Kind, said: Sequence[dict], keys: Sequence[str]) -> tuple[AcceptedNumber, ...]:
    return tuple(
        AcceptedNumber(row["value"], row["tolerance"] or NOTHING, _whole(row["credit"]), to_line_html(row["feedback"]))
        for row in said
    )


def _accepted(kind: Kind, said: Sequence[dict], keys: Sequence[str]) -> tuple[Accepted, ...]:
    return tuple(Accepted(row["text"], _whole(row["credit"]), to_line_html(row["feedback"])) for row in said)


def _gaps(kind: Kind, said: Sequence[dict], keys: Sequence[str]) -> tuple[Gap, ...]:
    return tuple(Gap(key=key, points=row["points"] or 1, **row["answers"]) for key, row in zip(keys, said, strict=True))


def _rubric(kind: Kind, said: Sequence[dict], keys: Sequence[str]) -> tuple[Criterion, ...]:
    return tuple(Criterion(key, row["name"], row["levels"]) for key, row in zip(keys, said, strict=True))


Maker = Callable[[Kind, Sequence[dict], Sequence[str]], tuple]
_MADE: dict[Kind, tuple[str, Maker]] = {
    Kind.SINGLE: ("options", _options),
    Kind.MULTIPLE: ("options", _options),
    Kind.MATCHING: ("pairs", _pairs),
    Kind.ORDERING: ("items", _items),
    Kind.NUMERICAL: ("numbers", _numbers),
    Kind.SHORT_ANSWER: ("accepted", _accepted),
    Kind.CLOZE: ("gaps", _gaps),
    Kind.ESSAY: ("rubric", _rubric),
    Kind.SITUATION: ("rubric", _rubric),
}


def _keys(kind: Kind, said: Sequence[dict]) -> list[str]:
    """The keys the lines have, and new ones that none has; gaps are numbered, everything else is lettered."""
    taken = {row["key"] for row in said}
    candidates = map(str, count(1)) if kind is Kind.CLOZE else iter(LETTERS)
    fresh = (key for key in candidates if key not in taken)
    return [row["key"] or next(fresh) for row in said]


def _option_row(option: Option, content: QuestionContent) -> dict[str, Any]:
    is_right = option.credit == WHOLE if content.kind is Kind.SINGLE else option.credit > 0
    told = [{"is_right": one.credit > 0} for one in content.options]
    return {
        "key": option.key,
        "text": to_written(option.text),
        "is_right": is_right,
        "credit": "" if option.credit == even_credit(content.kind, is_right, told) else in_words(option.credit),
        "feedback": to_written(option.feedback),
        "is_fixed": option.is_fixed,
    }


def _level(line: str) -> Level:
    points, colon, words = line.partition(":")
    read = read_number(points)
    if not colon or not read:
        raise forms.ValidationError(
            gettext("“%(line)s” is no level. Write the points, a colon and the description: 1,5: nêu đủ.")
            % {"line": line}
        )
    return Level(min(read), words.strip())


def _level_words(level: Level) -> str:
    return f"{in_words(level.points)}: {level.text}"


def _with_credit(line: str) -> tuple[str, Decimal]:
    words, bar, credit = line.rpartition("|")
    try:
        return (words.strip(), Decimal(credit.strip().removesuffix("%").strip())) if bar else (line, WHOLE)
    except InvalidOperation:
        return line, WHOLE


def _number(words: str) -> tuple[Decimal, Decimal] | None:
    value, sign, tolerance = words.partition("±")
    read, width = read_number(value), read_number(tolerance) if sign else (NOTHING,)
    return (read[0], width[0]) if read and width else None


def _credit_words(credit: Decimal) -> str:
    return "" if credit == WHOLE else f" | {format(credit.normalize(), 'f')}"


def _whole(credit: Decimal | None) -> Decimal:
    return WHOLE if credit is None else credit


def _unless_whole(credit: Decimal) -> str:
    return "" if credit == WHOLE else in_words(credit)
