"""The documents that came after a decision: each with number, date, the signer's title and what it changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.mentoring.placements.models import PlacementProposal
from training.rotation.models import Posting, PostingChange

Kind = PostingChange.Kind


@dataclass(frozen=True)
class LaterStep:
    """One document: what step it is, how it is known, what it changed; ``leads_to`` is the posting that it made."""

    label: str
    number: str
    dated_on: date | None
    signer_title: str
    effect: str
    recorded_by: Any
    recorded_at: datetime | None
    leads_to: int | None = None


def later_steps(posting: Posting, *, seen_by) -> list[LaterStep]:
    """The steps in the order of their documents, then where the official was sent on. Three queries.

    A step without a document stands at the day from which it holds. Only postings that the reader may see are named.
    """
    changes = posting.changes.select_related("unit", "recorded_by")
    dated = [(row.decision_on or row.from_on, _of_change(row)) for row in changes]
    dated += [(step.dated_on, step) for step in _of_placements(posting)]
    dated.sort(key=lambda one: one[0])
    return [*(step for _on, step in dated), *_of_next(posting, Posting.objects.visible_to(seen_by))]


def _of_change(change: PostingChange) -> LaterStep:
    return LaterStep(
        str(change.get_kind_display()),
        change.decision_number,
        change.decision_on,
        change.signer_title,
        EFFECTS[Kind(change.kind)](change),
        change.recorded_by,
        change.recorded_at,
    )


def _of_placements(posting: Posting) -> Iterable[LaterStep]:
    for row in posting.placement_proposals.select_related("proposed_by", "decided_by"):
        yield _of_proposal(row)
        if row.is_decided:
            yield _of_placement(row)


def _of_proposal(row: PlacementProposal) -> LaterStep:
    words = _("Proposed: %(direction)s.") % {"direction": row.get_direction_display()}
    label = str(_("placement proposed"))
    return LaterStep(label, row.document, row.dated_on, "", words, row.proposed_by, row.proposed_at)


def _of_placement(row: PlacementProposal) -> LaterStep:
    words = _("Decided: %(direction)s.") % {"direction": row.get_decided_display()}
    if row.decided != row.direction:
        words += " " + _("Proposed was: %(direction)s.") % {"direction": row.get_direction_display()}
    label, number = str(_("placement decided")), row.decision_number
    return LaterStep(label, number, row.decision_on, row.signer_title, words, row.decided_by, row.decided_at)


def _of_next(posting: Posting, seen) -> Iterable[LaterStep]:
    """The first decision that sent the official on after this one had taken effect; one taken back is passed over."""
    later = seen.filter(person=posting.person_id, effective_on__gt=posting.effective_on).not_withdrawn()
    after = later.select_related("host_unit", "title", "created_by").order_by("effective_on", "pk").first()
    if after is not None:
        label, number = str(_("further movement")), after.decision_number
        words = _("Sent on from %(day)s by %(kind)s to %(unit)s: %(title)s.") % {
            "day": _day(after.effective_on),
            "kind": after.get_kind_display(),
            "unit": after.host_unit.display_name,
            "title": after.title,
        }
        if after.term_months:
            words += " " + _months(after.term_months)
        yield LaterStep(
            label, number, after.decision_on, after.signer_title, words, after.created_by, after.created_at, after.pk
        )


def _months(months: int) -> str:
    return ngettext("Term: %(months)d month.", "Term: %(months)d months.", months) % {"months": months}


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"


def _term(change: PostingChange) -> str:
    """Where the end of the term moved; nothing where it did not, or where there is none."""
    if change.due_on_after is None or change.due_on_after == change.due_on_before:
        return ""
    days = {"before": _day(change.due_on_before), "after": _day(change.due_on_after)}
    return _("The term ends on %(after)s instead of %(before)s.") % days


def _with_term(words: str, change: PostingChange) -> str:
    return f"{words} {_term(change)}".strip()


def _interrupted(change: PostingChange) -> str:
    days = {"first": _day(change.from_on), "last": _day(change.to_on)}
    return _with_term(_("The posting rests from %(first)s to %(last)s.") % days, change)


def _resumed(change: PostingChange) -> str:
    return _with_term(_("Work is taken up again on %(day)s.") % {"day": _day(change.from_on)}, change)


def _host_continued(change: PostingChange) -> str:
    words = _("From %(day)s the posting goes on in %(unit)s; the decision keeps the host unit that it names.")
    return words % {"day": _day(change.from_on), "unit": change.unit.display_name if change.unit else "–"}


def _ended(change: PostingChange) -> str:
    words = {"day": _day(change.from_on), "due": _day(change.due_on_before)}
    if change.due_on_before and change.from_on < change.due_on_before:
        return _("The posting ended on %(day)s; the term would have ended on %(due)s.") % words
    return _("The posting ended on %(day)s.") % words


def _withdrawn(change: PostingChange) -> str:
    return _("The decision is taken back: the posting has no effect and is counted in no figure; its forms lapse.")


EFFECTS: dict[str, Callable[[PostingChange], str]] = {
    Kind.EXTENDED: _term,
    Kind.INTERRUPTED: _interrupted,
    Kind.RESUMED: _resumed,
    Kind.HOST_CONTINUED: _host_continued,
    Kind.ENDED_EARLY: _ended,
    Kind.ENDED: _ended,
    Kind.WITHDRAWN: _withdrawn,
}
