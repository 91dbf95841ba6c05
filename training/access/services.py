"""Writing the views-and-exports log."""

from datetime import timedelta

from curriculum.clock.time import now
from training.access.models import AccessEvent


def record_view(
    person, what: str, *, by, purpose: str = "", same_within: timedelta | None = None
) -> AccessEvent | None:
    """Remember that ``by`` looked at the person's data; looking at one's own is nobody's business.

    With ``same_within`` a look at the same that follows so soon is the same look: the pictures of one page are one.
    """
    if person.user_id is not None and person.user_id == by.pk:
        return None
    if same_within is not None:
        looks = AccessEvent.objects.filter(user=by, person=person, kind=AccessEvent.Kind.VIEW, what=what[:200])
        if same := looks.filter(happened_at__gt=now() - same_within).first():
            return same
    return AccessEvent.objects.create(
        user=by, person=person, kind=AccessEvent.Kind.VIEW, what=what[:200], purpose=purpose[:300]
    )


def record_export(what: str, *, count: int, by, purpose: str = "", person=None) -> AccessEvent:
    """Remember that ``by`` took the data of ``count`` people out of the system."""
    return AccessEvent.objects.create(
        user=by, person=person, kind=AccessEvent.Kind.EXPORT, what=what[:200], purpose=purpose[:300], count=count
    )


def record_print(person, what: str, *, by, purpose: str = "") -> AccessEvent:
    """Remember that ``by`` made a paper of the person's data, his own included."""
    return AccessEvent.objects.create(
        user=by, person=person, kind=AccessEvent.Kind.PRINT, what=what[:200], purpose=purpose[:300]
    )
