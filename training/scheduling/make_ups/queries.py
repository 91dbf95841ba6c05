"""Who is expected at a meeting, and which meetings somebody is expected at: the own class, and guests."""

from django.db.models import Q, QuerySet

from training.nominations.models import Enrolment
from training.scheduling.make_ups.models import MakeUp


def expected_at(training_class: int, meeting: int | None) -> QuerySet[Enrolment]:
    """Everybody who holds a place in the class, and whoever makes a meeting up with it in this one; by their keys."""
    guests = MakeUp.objects.standing().filter(meeting=meeting).values("enrolment")
    return Enrolment.objects.active().filter(Q(training_class=training_class) | Q(pk__in=guests))


def attended_with(enrolments: QuerySet[Enrolment]) -> Q:
    """For meetings: those of the classes of these enrolments, and those at which they are guests."""
    guest_at = MakeUp.objects.standing().filter(enrolment__in=enrolments.order_by().values("pk"))
    return Q(training_class__in=enrolments.order_by().values("training_class")) | Q(pk__in=guest_at.values("meeting"))
