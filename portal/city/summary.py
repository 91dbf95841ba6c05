"""What the city holds, in numbers, and the documents to have ready before anybody asks."""

from collections.abc import Iterator

from django.db.models import QuerySet

from certificates.models import Certificate
from portal.city.accounts import USERNAMES
from training.models import (
    AttendanceRecord,
    ClassMeeting,
    Enrolment,
    MentoringContact,
    Nomination,
    Person,
    Position,
    Posting,
    TermForm,
    TrainingClass,
    Unit,
)

COUNTED = (
    ("units", Unit),
    ("people", Person),
    ("offices held", Position),
    ("classes", TrainingClass),
    ("class meetings", ClassMeeting),
    ("nominations", Nomination),
    ("enrolments", Enrolment),
    ("attendance records", AttendanceRecord),
    ("certificates", Certificate),
    ("postings", Posting),
    ("mentoring contacts", MentoringContact),
    ("forms of terms", TermForm),
)


def census() -> Iterator[tuple[str, int]]:
    """How many rows of each kind there are."""
    for name, model in COUNTED:
        yield name, model.objects.count()


def certificates_of_accounts() -> QuerySet[Certificate]:
    """The electronic certificates of the demonstration accounts that have no document yet."""
    return Certificate.objects.awaiting_document().filter(person__user__username__in=USERNAMES)
