"""The form in which a lecturer writes an assignment down."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.widgets import DateTimeInput
from training.assignments.files import KINDS
from training.assignments.models import Assignment
from training.assignments.rubric import read_rubric, rubric_of, write_rubric
from training.assignments.services import Facts
from training.assignments.services.making import MOST_FILES, MOST_MEGABYTES
from training.errors import TrainingError
from training.models import Assessment, Lecturer, TrainingClass


class AssignmentForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    form = forms.ChoiceField(label=pgettext_lazy("assignment", "Form"), choices=Assignment.Form)
    assessment = forms.ModelChoiceField(
        label=gettext_lazy("Counts as"),
        queryset=Assessment.objects.none(),
        required=False,
        empty_label=gettext_lazy("practice, counts for nothing"),
        help_text=gettext_lazy("The released mark is entered there, as if it were typed into the mark sheet."),
    )
    instructions = forms.CharField(
        label=gettext_lazy("What is asked"),
        widget=forms.Textarea(attrs={"rows": 8, "data-rich": ""}),
        help_text=gettext_lazy(
            "An empty line begins a paragraph, a dash at its beginning makes a line part of a list."
        ),
    )
    opens_at = forms.DateTimeField(label=gettext_lazy("Opens"), widget=DateTimeInput)
    due_at = forms.DateTimeField(label=gettext_lazy("Deadline"), widget=DateTimeInput)
    late = forms.ChoiceField(label=gettext_lazy("Late work"), choices=Assignment.Late)
    accepted_until = forms.DateTimeField(
        label=gettext_lazy("Late work is taken until"), widget=DateTimeInput, required=False
    )
    deduction = forms.DecimalField(
        label=gettext_lazy("Points off for each day begun"), min_value=0, max_value=10, decimal_places=1, required=False
    )
    takes_text = forms.BooleanField(label=gettext_lazy("The class writes its text here"), required=False, initial=True)
    file_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Files that may be attached"),
        choices=[(kind, kind.upper()) for kind in KINDS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    most_files = forms.IntegerField(
        label=gettext_lazy("Most files"), initial=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_FILES)]
    )
    most_megabytes = forms.IntegerField(
        label=gettext_lazy("Largest file (MB)"),
        initial=10,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MEGABYTES)],
    )
    rubric = forms.CharField(
        label=gettext_lazy("Rubric"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "A line for a criterion, below it a line for each level: “- 4: Complete, with evidence | what it shows”. "
            "Empty: the mark is typed."
        ),
    )
    second_marker = forms.ModelChoiceField(
        label=gettext_lazy("Second marker"),
        queryset=Lecturer.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
        help_text=gettext_lazy("Marks without seeing the first mark. A difference is shown when both are done."),
    )
    is_anonymous = forms.BooleanField(
        label=gettext_lazy("Names are hidden until the marks are released"), required=False
    )
    allows_resubmission = forms.BooleanField(
        label=gettext_lazy("May be handed in again until the deadline, as long as nobody marks it"),
        required=False,
        initial=True,
    )

    def __init__(self, *args, training_class: TrainingClass, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessment"].queryset = training_class.assessments.all()
        others = Lecturer.objects.filter(is_active=True).exclude(person__user=user).select_related("person")
        self.fields["second_marker"].queryset = others

    def clean_rubric(self) -> Any:
        try:
            return read_rubric(self.cleaned_data["rubric"])
        except TrainingError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("due_at") and cleaned.get("opens_at") and cleaned["due_at"] <= cleaned["opens_at"]:
            self.add_error("due_at", _("The deadline lies after the opening."))
        return cleaned

    def facts(self) -> Facts:
        given = dict(self.cleaned_data)
        return Facts(**given | {"file_kinds": tuple(given["file_kinds"])})


def initial_of(assignment: Assignment) -> dict[str, Any]:
    """The form as the assignment stands."""
    names = ("title", "form", "assessment", "instructions", "opens_at", "due_at", "late", "accepted_until", "deduction")
    more = ("takes_text", "file_kinds", "most_files", "most_megabytes", "second_marker", "is_anonymous")
    values = {name: getattr(assignment, name) for name in (*names, *more, "allows_resubmission")}
    return values | {"rubric": write_rubric(rubric_of(assignment.rubric))}
