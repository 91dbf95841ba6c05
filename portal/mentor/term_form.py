"""Inputs built from a form's definition. No field of any form is known here by name."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.mentor.contact_form import text_area
from portal.widgets import DateInput
from training.mentoring.definitions import Definition, FormField, in_language


class DefinedForm(forms.Form):
    """The fields a person may write, each as an input; a field of rows as a fixed number of lines.

    Only the shape is handled here; the definition itself checks each answer when it is saved.
    """

    def __init__(self, *args, fields: list[FormField], answers: dict[str, Any], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.defined = fields
        for item in fields:
            if item.type == "rows":
                self._add_rows(item, answers.get(item.id) or [])
            elif item.type == "level":
                self._add_level(item, answers.get(item.id) or {})
            else:
                self.fields[item.id] = _input(item, answers.get(item.id))

    def _add_rows(self, item: FormField, rows: list[dict[str, Any]]) -> None:
        for index in range(item.data["lines"]):
            row = rows[index] if index < len(rows) else {}
            for column in item.columns:
                field = _input(column, row.get(column.id))
                if len(item.columns) > 1 or item.data["lines"] > 1:
                    field.label = _("%(label)s, line %(number)d") % {"label": column.label, "number": index + 1}
                self.fields[f"{item.id}-{index}-{column.id}"] = field

    def _add_level(self, item: FormField, given: dict[str, Any]) -> None:
        options = {"required": False, "label": item.label}
        self.fields[f"{item.id}-level"] = forms.ChoiceField(
            choices=item.choices, widget=forms.RadioSelect, initial=given.get("level"), **options
        )
        self.fields[f"{item.id}-evidence"] = forms.CharField(
            widget=text_area(2), initial=given.get("evidence"), required=False, label=_("Evidence")
        )

    def lines(self, item: FormField) -> list[list[forms.BoundField]]:
        """The inputs of a field of rows, line by line."""
        return [
            [self[f"{item.id}-{index}-{column.id}"] for column in item.columns] for index in range(item.data["lines"])
        ]

    def answers(self) -> dict[str, Any]:
        """What was posted, in the shape of the definition."""
        answers: dict[str, Any] = {}
        for item in self.defined:
            if item.type == "rows":
                answers[item.id] = [
                    {column.id: self.cleaned_data[f"{item.id}-{index}-{column.id}"] for column in item.columns}
                    for index in range(item.data["lines"])
                ]
            elif item.type == "level":
                answers[item.id] = {part: self.cleaned_data[f"{item.id}-{part}"] for part in ("level", "evidence")}
            else:
                answers[item.id] = self.cleaned_data[item.id]
        return answers

    def touched(self, inputs: set[str] | None) -> set[str] | None:
        """The fields to which the inputs belong: a field of rows or a level has several."""
        if inputs is None:
            return None
        return {one.id for one in self.defined if any(f"{name}-".startswith(f"{one.id}-") for name in inputs)}

    def show_missing(self, by_field: dict[str, str]) -> None:
        for name, sentence in by_field.items():
            item = next((item for item in self.defined if item.id == name), None)
            if item is not None and item.type == "rows":
                name = f"{name}-0-{item.columns[0].id}"
            elif item is not None and item.type == "level":
                name = f"{name}-level"
            self.add_error(name if name in self.fields else None, sentence)


def _input(item: FormField, value: Any) -> forms.Field:
    options = {"label": item.label, "help_text": item.help, "required": False, "initial": value}
    if item.type == "text":
        return forms.CharField(widget=text_area(3), **options)
    if item.type == "date":
        return forms.DateField(widget=DateInput, **options)
    if item.type == "scale":
        return forms.ChoiceField(choices=item.choices, widget=forms.RadioSelect, **options)
    if item.type == "choice":
        return forms.ChoiceField(choices=[("", _("choose")), *item.choices], **options)
    if item.type == "integer":
        widget = forms.NumberInput(
            attrs={"inputmode": "numeric", "min": item.data.get("min", 0), "max": item.data["max"]}
        )
        return forms.CharField(widget=widget, **options)
    return forms.CharField(max_length=300, **options)


def parts(
    definition: Definition, form: DefinedForm | None, answers: dict[str, Any], readable: Callable[[FormField], bool]
) -> list[dict[str, Any]]:
    """Sections with what stands in each: an input where the person writes, words where he reads, nothing else."""
    written = {item.id for item in form.defined} if form else set()
    framework = definition.competencies()
    found = []
    for section in definition.sections:
        fields = [
            _part(item, form if item.id in written else None, answers.get(item.id))
            | _level_part(item, form if item.id in written else None, answers.get(item.id), framework)
            for item in section.fields
            if item.id in written or readable(item)
        ]
        if fields:
            found.append(
                {
                    "id": section.id,
                    "title": section.title,
                    "fields": fields,
                    "mine": any(field["form"] for field in fields),
                }
            )
    return found


def _read_aloud(item: FormField, value: Any) -> Any:
    """An answer as it is read: the label of what was chosen, a day as days are written."""
    if item.type in ("choice", "scale"):
        return dict(item.choices).get(str(value), value)
    if item.type == "date" and value:
        return date_format(date.fromisoformat(value), "d/m/Y")
    return value


def _part(item: FormField, form: DefinedForm | None, value: Any) -> dict[str, Any]:
    return {
        "item": item,
        "form": form is not None,
        "input": form[item.id] if form and item.type not in ("rows", "level") else None,
        "lines": form.lines(item) if form and item.type == "rows" else None,
        "words": _read_aloud(item, value),
        "rows": [_row(item, row) for row in value or []] if item.type == "rows" else None,
        "value": value,
    }


def _level_part(
    item: FormField, form: DefinedForm | None, value: dict[str, Any] | None, framework: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """What a level of a competency shows besides: what each level means, who says it, and the evidence."""
    if item.type != "level":
        return {}
    competency = framework[item.data["competency"]]
    levels = [
        {
            "value": level["level"],
            "label": in_language(level, "label"),
            "descriptor": in_language(level, "descriptor"),
            "is_chosen": form is None and str((value or {}).get("level")) == level["level"],
        }
        for level in competency["levels"]
    ]
    chosen = next((level for level in levels if level["is_chosen"]), None)
    return {
        "competency": f"{competency['code']}. {in_language(competency, 'name')}",
        "rater": in_language(item.data, "rater"),
        "levels": levels,
        "chosen": chosen,
        "evidence": (value or {}).get("evidence"),
        "lacks_evidence": chosen is not None and not (value or {}).get("evidence"),
        "level_input": form[f"{item.id}-level"] if form else None,
        "evidence_input": form[f"{item.id}-evidence"] if form else None,
    }


def _row(item: FormField, row: dict[str, Any]) -> list[Any]:
    return [dict(column.choices).get(row.get(column.id), row.get(column.id)) or "" for column in item.columns]
