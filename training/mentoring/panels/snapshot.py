"""What lies before a panel for one posting, as plain data. R10, R13 and the log's words stay out."""

from typing import Any

from curriculum.clock.time import today
from training.mentoring.flags.catalogue import RESTRICTED
from training.mentoring.models import MentoringContact, TermForm
from training.mentoring.profiles import MENTOR, profile_of
from training.rotation.models import Posting
from training.rotation.term import months_between


def snapshot_of(posting: Posting) -> dict[str, Any]:
    """The facts of today: where the term stands, levels, forms, contacts, open flags, changes, mentors."""
    day = today()
    forms = posting.forms.exclude(status=TermForm.Status.CANCELLED)
    flags = posting.flags.open().exclude(rule__in=RESTRICTED)
    mentorships = posting.mentorships.select_related("mentor__person").order_by("valid_from")
    held = MentoringContact.objects.held().filter(mentorship__posting=posting)
    return {
        "on": day,
        "month": months_between(posting.effective_on, day) + 1,
        "term": posting.term_months,
        "due_on": posting.due_on,
        "host": posting.host_display,
        "sending": posting.sending_unit.display_name,
        "title": str(posting.title),
        "mentors": [{"name": str(row.mentor), "from": row.valid_from, "to": row.valid_to} for row in mentorships],
        "contacts": held.count(),
        "forms_done": forms.filter(status=TermForm.Status.LOCKED).count(),
        "forms_late": forms.overdue().count(),
        "levels": _levels(posting),
        "flags": [{"rule": flag.rule, "level": flag.level, "raised_on": flag.raised_on} for flag in flags],
        "changes": [
            {"kind": row.kind, "from": row.from_on, "decision": row.decision_number} for row in posting.changes.all()
        ],
    }


def _levels(posting: Posting) -> dict[str, dict[str, int]]:
    """The mentor's last level of each competency, with what is expected at that month."""
    found = {}
    for growth in profile_of(posting).growths:
        seen = growth.last(MENTOR)
        if seen is not None:
            expected = growth.expected(seen.month)
            found[growth.competency.code] = {"level": seen.level, "month": seen.month, "expected": expected}
    return found
