"""What forbids a place, what needs a reason there, and the reasons that are kept and printed (A6)."""

from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.vietnamese.text import nfc
from training.errors import Clash, ReasonNeeded
from training.scheduling.drafts.models import DraftMeeting, Justification
from training.scheduling.findings import Finding, blocking, to_justify
from training.scheduling.models import ClassMeeting


def refuse(place: ClassMeeting | DraftMeeting, findings: list[Finding], reasons: Mapping[str, str]) -> list[Finding]:
    """Refuse what is forbidden or needs a reason that is not given; return what is to be justified now.

    ``place`` is the meeting where it would stand. A reason already written for this very place is not asked for again.
    Raises ``Clash``, ``ReasonNeeded``.
    """
    if hard := blocking(findings):
        raise Clash(" ".join(finding.sentence for finding in hard), hard)
    asked = to_justify(findings)
    if asked and place.pk:
        of_place = {"draft_meeting": place.pk} if isinstance(place, DraftMeeting) else {"meeting": place.pk}
        given = Justification.objects.filter(**of_place)
        written = {(one.rule, one.sentence) for one in given if one.counts_for(place)}
        asked = [finding for finding in asked if (finding.rule, finding.sentence) not in written]
    if missing := [finding for finding in asked if not nfc(reasons.get(finding.rule, ""))]:
        raise ReasonNeeded(missing)
    return asked


def justify(place: ClassMeeting | DraftMeeting, findings: list[Finding], reasons: Mapping[str, str], *, by) -> None:
    """Keep the reasons for the place where the meeting stands now, and write them into the log."""
    row = place if isinstance(place, DraftMeeting) else None
    for finding in findings:
        reason = nfc(reasons[finding.rule])[:500]
        Justification.objects.create(
            draft_meeting=row,
            meeting_id=row.meeting_id if row else place.pk,
            rule=finding.rule,
            sentence=finding.sentence[:500],
            reason=reason,
            date=place.date,
            slot=place.slot,
            room_id=place.room_id,
            lecturer_id=place.lecturer_id,
            by=by,
            at=now(),
        )
        data = {
            "class": place.training_class.code,
            "rule": finding.rule,
            "reason": reason,
            "sentence": finding.sentence,
        }
        log(row.draft if row else place, "training.draft.justify", user=by, data=data)


def justifications_of(meetings: Collection[ClassMeeting]) -> dict[int, list[Justification]]:
    """The reasons that count for each meeting where it stands now, by its key. One query."""
    by_key = {meeting.pk: meeting for meeting in meetings}
    found: dict[int, list[Justification]] = {}
    rows: Iterable[Justification] = Justification.objects.filter(meeting__in=by_key).select_related("by")
    for row in rows:
        if row.counts_for(by_key[row.meeting_id]):
            found.setdefault(row.meeting_id, []).append(row)
    return found


def reasons_of(rows: Collection[DraftMeeting]) -> dict[int, list[Justification]]:
    """The reasons that count for each row of a draft where it stands now, by its key. One query."""
    by_key = {row.pk: row for row in rows}
    found: dict[int, list[Justification]] = {}
    for given in Justification.objects.filter(draft_meeting__in=by_key).select_related("by").order_by("pk"):
        if given.counts_for(by_key[given.draft_meeting_id]):
            found.setdefault(given.draft_meeting_id, []).append(given)
    return found


def reason_in_words(given: Justification) -> str:
    """What the place breaks, why it is so all the same, and who said it: as it is printed."""
    who = given.by.get_full_name() or str(given.by)
    values = {"sentence": given.sentence, "reason": given.reason, "who": who}
    return _("%(sentence)s Reason: %(reason)s (%(who)s).") % values
