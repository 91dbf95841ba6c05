"""The handover sheet: what a new mentor gets. What was agreed, never what was confided (M7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Max, Q
from django.utils import timezone

from curriculum.clock.time import today
from training.mentoring.forms import latest_answers
from training.mentoring.handovers.holding import kept_forms_of
from training.mentoring.handovers.models import Handover, KeptForm
from training.mentoring.models import ActionPoint, MentoringContact, Mentorship, TermForm
from training.mentoring.profiles import MENTOR, Growth, profile_of
from training.rotation.models import Posting

AHEAD = timedelta(days=90)


@dataclass
class Sheet:
    """Everything on one page, for the official and the mentor of today."""

    posting: Posting
    mentorships: Sequence[Mentorship]
    aims: list[str]
    actions: list[ActionPoint]
    growths: list[Growth]
    forms: list[TermForm]
    kept: list[KeptForm]
    handover: Handover | None = None

    @property
    def levels(self) -> list[tuple[Growth, int, int]]:
        """The last level each competency got from a mentor, with its month."""
        rows = [(growth, growth.last(MENTOR)) for growth in self.growths]
        return [(growth, seen.level, seen.month) for growth, seen in rows if seen is not None]


def sheet_of(posting: Posting) -> Sheet:
    """Ask ``training.read_handover`` before. A constant number of queries."""
    held = ~Q(contacts__status=MentoringContact.Status.DRAFT)
    rows = posting.mentorships.select_related("mentor__person").annotate(
        held=Count("contacts", filter=held), last=Max("contacts__happened_at", filter=held)
    )
    mentorships = list(rows.order_by("valid_from"))
    for row in mentorships:
        row.last_on = timezone.localtime(row.last).date() if row.last else None
    actions = ActionPoint.objects.filter(contact__mentorship__posting=posting, status=ActionPoint.Status.OPEN).exclude(
        contact__status=MentoringContact.Status.DRAFT
    )
    pressing = TermForm.objects.unfiled().filter(posting=posting, due_on__lte=today() + AHEAD)
    return Sheet(
        posting=posting,
        mentorships=mentorships,
        aims=_aims(posting),
        actions=list(actions.order_by("due_on", "pk")),
        growths=profile_of(posting).growths,
        forms=list(pressing.select_related("version").order_by("due_on")),
        kept=list(kept_forms_of(posting).select_related("form__version")),
        handover=posting.handovers.select_related("form__version").first(),
    )


def _aims(posting: Posting) -> list[str]:
    agreement = posting.forms.filter(code="F0", submitted_at__isnull=False).first()
    answers = latest_answers(agreement) if agreement else {}
    return [row["aim"] for row in answers.get("aims") or [] if row.get("aim")]
