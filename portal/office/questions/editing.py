"""Writing a new question and changing one in the office: the same form, a kind each."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.office.base import OfficeForm, OfficePage
from portal.office.questions.pages import QUESTIONS
from portal.questions.writing import KINDS, NAMES, ChangedQuestion, NewQuestion, QuestionWriting


class ChooseKind(OfficePage):
    permission = "curriculum.change_questions"
    template_name = "portal/office/questions/kinds.html"
    page_title = _("Write a question")
    header_icon = "help"
    parents = [QUESTIONS]

    def get_context_data(self, **kwargs):
        category = self.request.GET.get("category", "")
        query = f"?category={category}" if category.isdecimal() else ""
        kinds = [(reverse("office:question_write", args=[kind]) + query, NAMES[kind], words) for kind, words in KINDS]
        return super().get_context_data(kinds=kinds, **kwargs)


class _Writing(QuestionWriting, OfficeForm):
    """The form with its lines and, beside it, the question as learners will see it."""

    permission = "curriculum.change_questions"
    template_name = "portal/office/questions/edit.html"
    header_icon = "help"
    parents = [QUESTIONS]
    submit_label = _("Keep")

    def get_success_url(self) -> str:
        return reverse("office:question", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=self.get_back(), **kwargs)

    def get_back(self) -> str:
        return reverse("office:questions")


class WriteQuestion(NewQuestion, _Writing):
    page_title = _("Write a question")
    success_message = _("The question is kept as a draft.")


class RewriteQuestion(ChangedQuestion, _Writing):
    page_title = _("Change the question")
    success_message = _("The question is kept. What was changed is a new version.")

    def get_page_subtitle(self) -> str:
        return self.question.current.name

    def get_back(self) -> str:
        return reverse("office:question", args=[self.question.pk])
