"""Submitting, approving and sending back many questions at once: choose, see what will happen, do it."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wagtail.admin import messages

from curriculum.models import Question
from curriculum.questions.reviewing import MOST, NEEDS, OPEN_TO, Act, Fate, fate_of, review_many
from portal.office.base import REFUSALS, OfficePage
from portal.office.questions.listings import QuestionFilter
from portal.office.questions.pages import QUESTIONS

PER_PAGE = 50


class ReviewMany(OfficePage):
    """One list for each act, of the questions it is open to; ``look`` previews, ``do`` does it."""

    permission = "curriculum.change_questions"
    template_name = "portal/office/questions/reviewing.html"
    page_title = _("Review many questions")
    header_icon = "tasks"
    parents = [QUESTIONS]

    @cached_property
    def act(self) -> Act:
        asked = self.request.POST.get("act") or self.request.GET.get("act", "")
        return Act(asked) if asked in Act.values else Act.APPROVE

    @cached_property
    def filters(self) -> QuestionFilter:
        rows = Question.objects.filter(current__review__in=OPEN_TO[self.act], is_retired=False)
        return QuestionFilter(self.request.GET, queryset=rows, request=self.request)

    def found(self):
        rows = self.filters.qs if self.filters.is_valid() else Question.objects.none()
        rows = rows.matching(self.request.GET.get("q", "")).select_related("category", "current__made_by")
        return rows.distinct().order_by("-current__made_at", "pk")

    def chosen(self) -> list[Question]:
        """Those ticked, or everything the filter finds."""
        if self.request.POST.get("everything"):
            return list(self.found()[: MOST + 1])
        keys = [key for key in self.request.POST.getlist("question") if key.isdecimal()]
        return list(Question.objects.filter(pk__in=keys).select_related("category", "current__made_by").order_by("pk"))

    def post(self, request: HttpRequest) -> HttpResponse:
        questions, note = self.chosen(), request.POST.get("note", "")
        if not questions:
            messages.error(request, gettext("Nothing was chosen. Tick the questions first."))
            return redirect(self._address())
        if "do" not in request.POST:
            return self.render_to_response(self.get_context_data(**self._preview(questions, note)))
        try:
            fates = review_many(questions, self.act, note=note, by=request.user)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            return self.render_to_response(self.get_context_data(**self._preview(questions, note)))
        messages.success(request, said_of(self.act, fates))
        return redirect(self._address())

    def get_context_data(self, **kwargs):
        user = self.request.user
        page = Paginator(self.found(), PER_PAGE).get_page(self.request.GET.get("page"))
        acts = [(act.value, act.label, act == self.act) for act in Act if user.has_perm(NEEDS[act])]
        rows = [(row, fate_of(row, self.act, by=user)) for row in page]
        own = {"act": self.act, "acts": acts, "filters": self.filters, "page": page, "rows": rows, "most": MOST}
        return super().get_context_data(words=self.request.GET.get("q", ""), **own, **kwargs)

    def _preview(self, questions: list[Question], note: str) -> dict:
        """What will happen to each, the ones it can be done to first."""
        fates = [(question, fate_of(question, self.act, by=self.request.user)) for question in questions]
        will = [question for question, fate in fates if fate == Fate.DONE]
        left = [(question, fate) for question, fate in fates if fate != Fate.DONE]
        return {"chosen": questions[: MOST + 1], "will": will, "left": left, "note": note}

    def _address(self) -> str:
        query = self.request.GET.copy()
        query["act"] = self.act
        return f"{reverse('office:questions_review')}?{query.urlencode()}"


def said_of(act: Act, fates: Counter[Fate]) -> str:
    """The result in a sentence: how many, and why others were left as they are."""
    done = fates[Fate.DONE]
    words = {
        Act.SUBMIT: ngettext("%(count)s question waits for review", "%(count)s questions wait for review", done),
        Act.APPROVE: ngettext("%(count)s question was approved", "%(count)s questions were approved", done),
        Act.SEND_BACK: ngettext("%(count)s question was sent back", "%(count)s questions were sent back", done),
    }[act] % {"count": done}
    reasons = [f"{count} {fate.label}" for fate, count in fates.items() if fate != Fate.DONE]
    if not reasons:
        return f"{words}."
    left = gettext("left as they are: %(reasons)s") % {"reasons": "; ".join(reasons)}
    return f"{words}; {left}."
