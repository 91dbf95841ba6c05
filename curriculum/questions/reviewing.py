"""Reviewing many questions at once. What will happen to each is known before; each is done, and logged, by itself."""

from collections import Counter
from collections.abc import Iterable

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.errors import InvalidInput
from curriculum.permissions import require
from curriculum.questions.models import Question, QuestionVersion
from curriculum.questions.services import CHANGE, REVIEW, announce_reviewed, approve, send_back, submit_for_review
from curriculum.vietnamese.text import nfc

MOST = 500
Review = QuestionVersion.Review


class Act(models.TextChoices):
    SUBMIT = "submit", pgettext_lazy("questions", "Submit for review")
    APPROVE = "approve", pgettext_lazy("questions", "Approve")
    SEND_BACK = "send_back", pgettext_lazy("questions", "Send back")


class Fate(models.TextChoices):
    """What comes of one question; all but the first are left as they are."""

    DONE = "done", _("done")
    OWN = "own", _("written by yourself: somebody else has to look at it")
    NOT_SUBMITTED = "not_submitted", _("not submitted for review")
    ALREADY = "already", _("already so")
    RETIRED = "retired", _("retired")


NEEDS = {Act.SUBMIT: CHANGE, Act.APPROVE: REVIEW, Act.SEND_BACK: REVIEW}
OPEN_TO = {
    Act.SUBMIT: [Review.DRAFT, Review.RETURNED],
    Act.APPROVE: [Review.SUBMITTED],
    Act.SEND_BACK: [Review.SUBMITTED],
}


def fate_of(question: Question, act: Act, *, by) -> Fate:
    """What the act would do to the question (with ``current``); asks the database nothing."""
    review = question.current.review
    if review in OPEN_TO[act]:
        if question.is_retired:
            return Fate.RETIRED
        return Fate.OWN if act != Act.SUBMIT and question.current.made_by_id == by.pk else Fate.DONE
    reached = {Act.SUBMIT: (Review.SUBMITTED, Review.APPROVED), Act.APPROVE: (Review.APPROVED,)}
    return Fate.ALREADY if review in reached.get(act, (Review.RETURNED,)) else Fate.NOT_SUBMITTED


@transaction.atomic
def review_many(questions: Iterable[Question], act: Act, *, note: str = "", by) -> Counter[Fate]:
    """Do it to those it can be done to, leave the others; says how many of each.

    Raises ``NotAllowed``; ``InvalidInput`` for too many at once, or where something goes back without a note.
    """
    require(by, NEEDS[act])
    keys = {question.pk for question in questions}
    if len(keys) > MOST:
        raise InvalidInput(_("At most %(most)s questions at once. Choose fewer.") % {"most": MOST})
    if act == Act.SEND_BACK and not nfc(note):
        raise InvalidInput(_("Say what has to be changed."))
    list(Question.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))
    fates: Counter[Fate] = Counter()
    reviewed: list[QuestionVersion] = []
    for question in Question.objects.filter(pk__in=keys).select_related("current", "category").order_by("pk"):
        fate = fate_of(question, act, by=by)
        fates[fate] += 1
        if fate != Fate.DONE:
            continue
        if act == Act.SUBMIT:
            submit_for_review(question, by=by)
        elif act == Act.APPROVE:
            reviewed.append(approve(question, note=note, by=by, is_announced=False).current)
        else:
            reviewed.append(send_back(question, note=note, by=by, is_announced=False).current)
    if reviewed:
        announce_reviewed(reviewed, by=by)
    return fates
