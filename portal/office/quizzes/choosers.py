"""Choosing one question of a bank of thousands: found by words with or without tone marks, in use only."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from curriculum.models import Question


class WordsForm(BaseFilterForm):
    q = forms.CharField(label=_("Words to look for"), required=False)

    def filter(self, objects):
        words = self.cleaned_data.get("q", "")
        self.is_searching, self.search_query = bool(words), words
        return super().filter(objects).matching(words)


class OfTheBank:
    """The questions in use, for those who may read the bank."""

    filter_form_class = WordsForm

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm("curriculum.view_questions"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_object_list(self):
        return Question.objects.in_use().select_related("current", "category").order_by("category__sort_key", "pk")

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            Column("kind", label=_("Kind"), accessor="current.get_kind_display"),
            Column("category", label=_("Category"), accessor="category.path"),
        ]


class ChooseQuestion(OfTheBank, ChooseView):
    pass


class ChooseQuestionResults(OfTheBank, ChooseResultsView):
    pass


class QuestionChooserViewSet(ChooserViewSet):
    model = Question
    icon = "help"
    choose_view_class = ChooseQuestion
    choose_results_view_class = ChooseQuestionResults
    choose_one_text = _("Choose a question")
    choose_another_text = _("Choose another question")
    per_page = 20


question_chooser = QuestionChooserViewSet("question_chooser")
