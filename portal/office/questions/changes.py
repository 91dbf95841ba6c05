"""What the office changes of the bank besides the words of a question: each screen calls one service."""

from django import forms
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.models import Page

from curriculum.models import ModulePage, ProgrammePage, Question, QuestionCategory
from curriculum.questions import categories, services
from portal.office.base import OfficeForm
from portal.office.classes.changes import ConfirmForm
from portal.office.questions.pages import QUESTIONS

CATEGORIES = ("office:question_categories", _("Categories of questions"))


class NoteForm(forms.Form):
    note = forms.CharField(label=_("What has to be changed"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class ApprovalForm(forms.Form):
    note = forms.CharField(
        label=pgettext_lazy("remark", "Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PlaceForm(forms.Form):
    category = forms.ModelChoiceField(
        label=pgettext_lazy("questions", "Category"), queryset=QuestionCategory.objects.all(), empty_label=None
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=500, help_text=_("Separated by commas: CTX, chuyên đề 7.")
    )

    def clean_tags(self) -> list[str]:
        return [tag.strip() for tag in self.cleaned_data["tags"].split(",") if tag.strip()]


def _taught():
    """The programmes, each with its modules below it."""
    modules = ModulePage.objects.filter(pk=OuterRef("pk"))
    found = Page.objects.filter(Q(pk__in=ProgrammePage.objects.values("pk")) | Exists(modules))
    return found.annotate(is_module=Exists(modules)).order_by("path")


class TaughtField(forms.ModelChoiceField):
    def label_from_instance(self, page: Page) -> str:
        return f"— {page.title}" if page.is_module else page.title


class CategoryForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    parent = forms.ModelChoiceField(
        label=_("Within"), queryset=QuestionCategory.objects.all(), required=False, empty_label=_("at the top")
    )
    description = forms.CharField(
        label=_("Description"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    page = TaughtField(
        label=_("Programme or module"),
        queryset=Page.objects.none(),
        required=False,
        empty_label=_("of none"),
        help_text=_("Whoever teaches it reads and writes the questions of this category and of those below it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = _taught()


class QuestionChange(OfficeForm):
    """A change of one question; ``consequence`` says in words what will follow."""

    permission = "curriculum.change_questions"
    template_name = "portal/office/change.html"
    form_class = ConfirmForm
    header_icon = "help"
    parents = [QUESTIONS]
    consequence = ""

    @cached_property
    def question(self) -> Question:
        found = Question.objects.select_related("current", "category")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.question.current.name

    def get_success_url(self) -> str:
        return reverse("office:question", args=[self.question.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence=self.consequence, back=self.get_success_url(), **kwargs)


class SubmitQuestion(QuestionChange):
    page_title = _("Submit for review")
    consequence = _("Somebody else looks at the question and approves it or sends it back. It can still be changed.")
    submit_label = _("Submit")
    success_message = _("The question waits for its review.")

    def perform(self, form):
        return services.submit_for_review(self.question, by=self.request.user)


class ApproveQuestion(QuestionChange):
    permission = "curriculum.review_questions"
    form_class = ApprovalForm
    page_title = _("Approve the question")
    consequence = _("Quizzes draw this version from now on; attempts already begun keep the one they have.")
    submit_label = _("Approve")
    success_message = _("The question is in use.")

    def perform(self, form):
        return services.approve(self.question, note=form.cleaned_data["note"], by=self.request.user)


class SendBackQuestion(QuestionChange):
    permission = "curriculum.review_questions"
    form_class = NoteForm
    page_title = _("Send the question back")
    consequence = _("The author reads your note beside the question and submits a better version.")
    submit_label = _("Send back")
    success_message = _("The question went back to its author.")

    def perform(self, form):
        return services.send_back(self.question, note=form.cleaned_data["note"], by=self.request.user)


class RetireQuestion(QuestionChange):
    page_title = _("Retire the question")
    consequence = _("Quizzes draw it no more. Attempts and statistics keep it, and it can be brought back.")
    submit_label = _("Retire")
    success_message = _("The question is retired.")

    def perform(self, form):
        return services.retire(self.question, by=self.request.user)


class BringBackQuestion(QuestionChange):
    page_title = _("Bring the question back")
    consequence = _("Quizzes may draw its approved version again.")
    submit_label = _("Bring back")
    success_message = _("The question is back.")

    def perform(self, form):
        return services.bring_back(self.question, by=self.request.user)


class PlaceQuestion(QuestionChange):
    form_class = PlaceForm
    page_title = _("Category and tags")
    submit_label = _("Keep")
    success_message = _("Category and tags are kept.")

    def get_initial(self):
        tags = ", ".join(sorted(self.question.tags.names()))
        return {"category": self.question.category_id, "tags": tags}

    def perform(self, form):
        services.set_tags(self.question, form.cleaned_data["tags"], by=self.request.user)
        return services.move_question(self.question, form.cleaned_data["category"], by=self.request.user)


class _OfCategories(OfficeForm):
    permission = "curriculum.change_questions"
    template_name = "portal/office/change.html"
    form_class = CategoryForm
    header_icon = "folder-open-inverse"
    parents = [QUESTIONS, CATEGORIES]
    consequence = ""

    def get_success_url(self) -> str:
        return reverse("office:question_categories")

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence=self.consequence, back=self.get_success_url(), **kwargs)


class AddCategory(_OfCategories):
    page_title = _("Add a category of questions")
    submit_label = _("Add the category")
    success_message = _("The category was added.")

    def get_initial(self):
        within = self.request.GET.get("within", "")
        return {"parent": within} if within.isdecimal() else {}

    @transaction.atomic
    def perform(self, form):
        page, user = form.cleaned_data.pop("page"), self.request.user
        made = categories.make_category(**form.cleaned_data, by=user)
        return categories.assign_category(made, page, by=user) if page else made


class _OfCategory(_OfCategories):
    @cached_property
    def category(self) -> QuestionCategory:
        return get_object_or_404(QuestionCategory, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.category.path


class ChangeCategory(_OfCategory):
    page_title = _("Rename or move a category")
    consequence = _("What lies in it goes along. Questions, attempts and imports find their category as before.")
    submit_label = _("Keep")
    success_message = _("The category is kept.")

    def get_initial(self):
        one = self.category
        return {"name": one.name, "parent": one.parent_id, "description": one.description, "page": one.page_id}

    @transaction.atomic
    def perform(self, form):
        page, user = form.cleaned_data.pop("page"), self.request.user
        changed = categories.change_category(self.category, **form.cleaned_data, by=user)
        return categories.assign_category(changed, page, by=user)


class RemoveCategory(_OfCategory):
    form_class = ConfirmForm
    page_title = _("Remove a category")
    consequence = _("Only an empty category can be removed.")
    submit_label = _("Remove")
    success_message = _("The category was removed.")

    def perform(self, form):
        return categories.remove_category(self.category, by=self.request.user)
