"""The form in which a question of any kind is written."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.models import QuestionCategory
from curriculum.questions.comparing import in_words
from curriculum.questions.content import Kind, Option, Picture, QuestionContent
from curriculum.questions.pictures import LARGEST_FILE, picture_of
from curriculum.questions.writing import to_html, to_line_html, to_written
from portal.questions.rows import ROWS, NumberField, parts_from

FEWEST_ROWS, MORE_ROWS = 4, 3
HELP = _("An empty line begins a paragraph; “- ” begins a line of a list; **thick**, *slanted*.")
ANSWERS = [("true", _("true")), ("false", _("false"))]
SHUFFLED = (Kind.SINGLE, Kind.MULTIPLE, Kind.MATCHING)
TYPED = (Kind.SHORT_ANSWER, Kind.CLOZE)
FREE = (Kind.ESSAY, Kind.SITUATION)


def _area(label, rows: int, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, max_length=50_000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class QuestionForm(forms.Form):
    """What every kind has; fields of other kinds are taken out. The lines stand in ``rows``, a formset or None."""

    name = forms.CharField(label=_("Name"), max_length=255, help_text=_("Short; it finds the question in lists."))
    category = forms.ModelChoiceField(
        label=pgettext_lazy("questions", "Category"), queryset=QuestionCategory.objects.all()
    )
    text = _area(_("What is asked"), 5, help_text=HELP)
    picture = forms.FileField(
        label=_("Picture"), required=False, help_text=_("PNG, JPEG, GIF or WebP; it is put below the text.")
    )
    picture_words = forms.CharField(
        label=_("What the picture shows"), required=False, max_length=300, help_text=_("For those who cannot see it.")
    )
    answer = forms.ChoiceField(label=_("The statement is"), choices=ANSWERS, widget=forms.RadioSelect)
    said_to_true = _area(_("Feedback to “true”"), 2, required=False)
    said_to_false = _area(_("Feedback to “false”"), 2, required=False)
    points = NumberField(label=_("Points"))
    is_shuffled = forms.BooleanField(label=_("Shuffle the choices for each learner"), required=False)
    folds_tones = forms.BooleanField(label=_("Answers without tone marks count"), required=False)
    is_case_sensitive = forms.BooleanField(label=_("Capitals count"), required=False)
    model_answer = _area(_("Model answer"), 4, required=False)
    feedback = _area(_("Feedback shown with every answer"), 3, required=False)
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=500, help_text=_("Separated by commas: CTX, chuyên đề 7.")
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    AFTER_ROWS = ("points", "is_shuffled", "folds_tones", "is_case_sensitive", "model_answer", "feedback", "tags")

    def __init__(
        self,
        *args,
        kind: Kind,
        rows: list[dict[str, Any]] | None = None,
        extra: int = 1,
        categories: QuerySet[QuestionCategory] | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.kind = kind
        if categories is not None:
            self.fields["category"].queryset = categories
        for name in self._strange():
            del self.fields[name]
        self.rows = self._lines(rows or [], extra) if kind in ROWS else None

    def is_valid(self) -> bool:
        return super().is_valid() & (self.rows is None or self.rows.is_valid())

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("picture") and not cleaned.get("picture_words"):
            self.add_error("picture_words", _("Say what the picture shows."))
        return cleaned

    def clean_picture(self) -> Picture | None:
        file = self.cleaned_data["picture"]
        if file is None:
            return None
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The picture is larger than 5 MB."))
        return picture_of(file.name, file.read())

    def clean_tags(self) -> list[str]:
        return [tag.strip() for tag in self.cleaned_data["tags"].split(",") if tag.strip()]

    @cached_property
    def content(self) -> QuestionContent:
        """What the form says, as far as it could be read; all of it once it is valid."""
        said = self.cleaned_data
        text = to_html(said.get("text", ""))
        if said.get("picture") and said.get("picture_words"):
            shown = f"![{said['picture_words']}](picture:{said['picture'].key})"
            text += to_html(shown.replace("]", "’", shown.count("]") - 1))
        parts = parts_from(self.kind, self.rows.forms) if self.rows is not None else {"options": self._truth()}
        return QuestionContent(
            kind=self.kind,
            name=said.get("name", ""),
            text=text,
            points=said.get("points") or Decimal(0),
            feedback=to_html(said.get("feedback", "")),
            is_shuffled=said.get("is_shuffled", self.initial.get("is_shuffled", self.kind is not Kind.TRUE_FALSE)),
            folds_tones=said.get("folds_tones", False),
            is_case_sensitive=said.get("is_case_sensitive", False),
            model_answer=to_html(said.get("model_answer", "")),
            **parts,
        )

    def fields_before(self):
        return [field for field in self.visible_fields() if field.name not in self.AFTER_ROWS]

    def fields_after(self):
        return [field for field in self.visible_fields() if field.name in self.AFTER_ROWS]

    def _truth(self) -> tuple[Option, ...]:
        said = self.cleaned_data
        right, wrong = Decimal(100), Decimal(0)
        is_true = said.get("answer") == "true"
        return (
            Option("true", "Đúng", right if is_true else wrong, to_line_html(said.get("said_to_true", ""))),
            Option("false", "Sai", wrong if is_true else right, to_line_html(said.get("said_to_false", ""))),
        )

    def _strange(self) -> list[str]:
        kind = self.kind
        unwanted = [] if kind is Kind.TRUE_FALSE else ["answer", "said_to_true", "said_to_false"]
        unwanted += [] if kind in SHUFFLED else ["is_shuffled"]
        unwanted += [] if kind in TYPED else ["folds_tones", "is_case_sensitive"]
        return unwanted + ([] if kind in FREE else ["model_answer"])

    def _lines(self, rows: list[dict[str, Any]], extra: int):
        blank = max(FEWEST_ROWS - len(rows), 0) + extra
        made = forms.formset_factory(ROWS[self.kind], extra=blank, max_num=60, absolute_max=60)
        return made(self.data or None, initial=rows, prefix="rows")


def initial_of(content: QuestionContent) -> dict[str, Any]:
    """The fields beside the lines, for a question that is changed."""
    options = {option.key: option for option in content.options}
    truth = {}
    if content.kind is Kind.TRUE_FALSE:
        truth = {
            "answer": max(content.options, key=lambda option: option.credit).key,
            "said_to_true": to_written(options["true"].feedback),
            "said_to_false": to_written(options["false"].feedback),
        }
    return truth | {
        "name": content.name,
        "text": to_written(content.text),
        "points": in_words(content.points),
        "feedback": to_written(content.feedback),
        "is_shuffled": content.is_shuffled,
        "folds_tones": content.folds_tones,
        "is_case_sensitive": content.is_case_sensitive,
        "model_answer": to_written(content.model_answer),
    }


def typed_rows(data: Mapping[str, Any], kind: Kind) -> list[dict[str, Any]]:
    """The lines as they were typed, for showing the form again with more of them."""
    total = data.get("rows-TOTAL_FORMS", "")
    names = list(ROWS[kind].base_fields)
    return [
        {name: data.get(f"rows-{place}-{name}", "") for name in names}
        for place in range(min(int(total), 60) if total.isdecimal() else 0)
    ]
