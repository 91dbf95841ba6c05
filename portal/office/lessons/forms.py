"""The two forms of a lesson from Word: the file, and what the preview asks about its parts."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from curriculum.lessons.word.opening import too_large
from curriculum.models import LessonImport

HEADS = [
    ("row", _("the first row")),
    ("column", _("the first column")),
    ("both", _("first row and first column")),
    ("neither", _("none")),
]


class DocumentForm(forms.Form):
    file = forms.FileField(
        label=_("Word document"),
        help_text=_("Written in Word or LibreOffice, saved as .docx"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )
    holds_no_secrets = forms.BooleanField(label=_("The file holds no state secrets"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit = {"data-max-bytes": str(settings.IMPORT_MAX_BYTES), "data-too-large": too_large()}
        self.fields["file"].widget.attrs.update(limit)


class LessonForm(forms.Form):
    """The title, and beside each picture, table and quotation what the document does not say about it."""

    title = forms.CharField(label=_("Title of the lesson"), max_length=255)

    def __init__(self, *args, run: LessonImport, is_there: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.run = run
        self.fields["title"].initial = run.title
        for place, part in enumerate(run.parts):
            for name, field in _fields_of(part):
                self.fields[f"{name}_{place}"] = field
        if is_there:
            self.fields["makes_another"] = forms.BooleanField(
                label=_("Make another lesson from this file, beside the one that is there")
            )

    def fields_for(self, place: int) -> list:
        """The bound fields of one part."""
        return [self[name] for name in self.fields if name.endswith(f"_{place}")]

    @property
    def corrections(self) -> dict[int, dict[str, str]]:
        """What was written, by the place of the part."""
        written: dict[int, dict[str, str]] = {}
        for name, value in self.cleaned_data.items():
            part, _mark, place = name.rpartition("_")
            if place.isdigit():
                written.setdefault(int(place), {})[part] = value
        return written


def _fields_of(part: dict[str, Any]) -> Iterator[tuple[str, forms.Field]]:
    value = part["value"]
    if part["type"] == "image":
        yield (
            "alternative_text",
            forms.CharField(
                label=_("Alternative text"),
                required=False,
                max_length=250,
                initial=value["alternative_text"],
                help_text=_("What the picture shows, for those who cannot see it. Required before publishing."),
            ),
        )
        yield "caption", forms.CharField(label=_("Caption"), required=False, initial=value["caption"])
    elif part["type"] == "table":
        yield "table_caption", forms.CharField(label=_("Caption"), required=False, initial=value["table_caption"])
        head = value["table_header_choice"]
        yield (
            "head",
            forms.ChoiceField(
                label=_("The head of the table is"),
                choices=HEADS,
                initial=head,
                help_text=_("Read aloud before each cell. Required before publishing."),
            ),
        )
    elif part["type"] == "quotation":
        yield (
            "source",
            forms.CharField(
                label=_("Source"),
                required=False,
                initial=value["source"],
                help_text=_("Document, article or person quoted. Required before publishing."),
            ),
        )
