"""The results board (hội đồng xét kết quả): minutes with members and a conclusion for each learner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import InvalidInput, WrongState
from training.people.permissions import require
from training.regulations.queries import value_on
from training.results.models import BoardConclusion, BoardMember, Outcome, ResultsBoard
from training.results.services.outcomes import Reason, may_be_recognised, write_outcomes

Duty = BoardMember.Duty
Proposal = BoardConclusion.Proposal


@dataclass(frozen=True)
class Sitting:
    """One person at the table."""

    full_name: str
    office: str = ""
    duty: str = Duty.MEMBER


@transaction.atomic
def draw_up_minutes(
    training_class: TrainingClass,
    *,
    number: str,
    held_on: date,
    place: str,
    members: Sequence[Sitting],
    by,
    remarks: str = "",
) -> ResultsBoard:
    """Write the minutes of the board, or write them anew while they are open.

    The outcomes are computed and each learner gets a conclusion: recognise who passed, refuse who did not. A conclusion
    the board changed before keeps its reason as long as it is still another than the rules come to. Raises
    ``NotAllowed``; ``WrongState`` unless results are under review and the minutes are open; ``InvalidInput``.
    """
    held, board = _open_board(training_class, by)
    sittings = [Sitting(nfc(one.full_name), nfc(one.office), one.duty) for one in members if nfc(one.full_name)]
    _expect_minutes(nfc(number), held_on, nfc(place), sittings)
    board = board or ResultsBoard(training_class=held, drawn_up_by=by)
    board.number, board.held_on, board.place, board.remarks = nfc(number), held_on, nfc(place), nfc(remarks)
    board.drawn_up_at = now()
    board.save()
    board.members.all().delete()
    BoardMember.objects.bulk_create(
        BoardMember(board=board, order=order, full_name=one.full_name, office=one.office, duty=one.duty)
        for order, one in enumerate(sittings, start=1)
    )
    _propose(board, write_outcomes(held))
    data = {"minutes": board.number, "held_on": held_on.isoformat(), "members": [one.full_name for one in sittings]}
    log(held, "training.board.write", user=by, data=data)
    return board


@transaction.atomic
def conclude(board: ResultsBoard, proposals: Mapping[int, tuple[str, str]], *, by) -> list[BoardConclusion]:
    """Write down where the board concludes otherwise: ``{enrolment id: (proposal, reason)}``; returns what changed.

    To refuse somebody who passed (the study regulations, rules.md R1) and to recognise somebody whose absence was made
    up elsewhere (R2) both need a reason; a missing or insufficient mark cannot be overruled. Raises ``NotAllowed``,
    ``WrongState``, ``InvalidInput``.
    """
    _held, kept = _open_board(board.training_class, by)
    if kept is None:
        raise WrongState(_("The minutes of the board are not drawn up yet."))
    rows = {row.enrolment_id: row for row in _conclusions(kept)}
    changed = []
    for enrolment, (proposal, reason) in proposals.items():
        row = rows.get(enrolment)
        if row is None or proposal not in Proposal.values:
            raise InvalidInput(_("This person is not before the board, or the conclusion is not one of the two."))
        _expect_reasoned(row, proposal, nfc(reason))
        words = nfc(reason) if _differs(row, proposal) else ""
        if (row.proposal, row.reason) != (proposal, words):
            row.proposal, row.reason = proposal, words
            changed.append(row)
    BoardConclusion.objects.bulk_update(changed, ["proposal", "reason"])
    if changed:
        data = {"conclusions": [[row.enrolment_id, row.proposal, row.reason] for row in changed]}
        log(kept.training_class, "training.board.conclude", user=by, data=data)
    return changed


@transaction.atomic
def close_minutes(board: ResultsBoard, *, by) -> ResultsBoard:
    """Close the minutes: they and the marks are locked, and the outcomes follow the conclusions.

    Raises ``NotAllowed``; ``WrongState`` where somebody's marks changed since the board met.
    """
    require(by, "training.submit_results", board.training_class)
    held = lock_class(board.training_class)
    kept = ResultsBoard.objects.select_related("training_class").get(pk=board.pk)
    if kept.is_closed:
        return kept
    _held, kept = _open_board(board.training_class, by)
    outcomes = {row.enrolment_id: row for row in write_outcomes(held)}
    rows = _conclusions(kept)
    changed = [row for row in rows if _snapshot(row) != _snapshot(outcomes.get(row.enrolment_id))]
    lacking = set(outcomes) - {row.enrolment_id for row in rows}
    if changed or lacking:
        raise WrongState(
            ngettext(
                "The result of %(count)s person changed since the minutes were drawn up. Draw them up again.",
                "The results of %(count)s people changed since the minutes were drawn up. Draw them up again.",
                len(changed) + len(lacking),
            )
            % {"count": len(changed) + len(lacking)}
        )
    kept.closed_at = now()
    kept.save(update_fields=["closed_at"])
    write_outcomes(held)
    recognised = sum(row.proposal == Proposal.RECOGNISE for row in rows)
    log(held, "training.board.close", user=by, data={"minutes": kept.number, "recognise": recognised, "of": len(rows)})
    return kept


@transaction.atomic
def reopen_minutes(board: ResultsBoard, *, reason: str, by) -> ResultsBoard:
    """Open closed minutes again, with a reason. Raises ``NotAllowed``, ``InvalidInput``; ``WrongState`` once the
    results are recognised.
    """
    require(by, "training.submit_results", board.training_class)
    held = lock_class(board.training_class)
    kept = ResultsBoard.objects.get(pk=board.pk)
    if not kept.is_closed:
        return kept
    if TrainingClass.objects.filter(pk=held.pk, recognition__isnull=False).exists():
        raise WrongState(_("The results are recognised by decision; the minutes stay as they are."))
    if not nfc(reason):
        raise InvalidInput(_("Say why the minutes are opened again."))
    kept.closed_at = None
    kept.save(update_fields=["closed_at"])
    write_outcomes(held)
    log(held, "training.board.reopen", user=by, data={"minutes": kept.number, "reason": nfc(reason)})
    return kept


def _open_board(training_class: TrainingClass, by) -> tuple[TrainingClass, ResultsBoard | None]:
    require(by, "training.submit_results", training_class)
    held = lock_class(training_class)
    board = ResultsBoard.objects.select_related("training_class").filter(training_class=held).first()
    if held.status != TrainingClass.Status.CLOSING:
        raise WrongState(
            _("The board meets once the results of class %(code)s are under review.") % {"code": held.code}
        )
    if TrainingClass.objects.filter(pk=held.pk, recognition__isnull=False).exists():
        raise WrongState(_("The results are recognised by decision; the minutes stay as they are."))
    if board is not None and board.is_closed:
        raise WrongState(_("The minutes are closed. Open them again, with a reason, to change them."))
    return held, board


def _propose(board: ResultsBoard, outcomes: list[Outcome]) -> None:
    standing = {row.enrolment_id: row for row in _conclusions(board)}
    rows = []
    for outcome in outcomes:
        proposal, reason = str(Proposal.RECOGNISE if outcome.is_passed else Proposal.REFUSE), ""
        before = standing.get(outcome.enrolment_id)
        if before is not None and before.reason and before.proposal != proposal:
            proposal, reason = before.proposal, before.reason
        rows.append(
            BoardConclusion(
                board=board,
                enrolment_id=outcome.enrolment_id,
                proposal=proposal,
                reason=reason,
                average=outcome.average,
                band=outcome.band,
            )
        )
    board.conclusions.all().delete()
    BoardConclusion.objects.bulk_create(rows)


def _conclusions(board: ResultsBoard) -> list[BoardConclusion]:
    return list(board.conclusions.select_related("enrolment__person", "enrolment__outcome"))


def _snapshot(row) -> tuple | None:
    return (row.average, row.band) if row is not None else None


def _differs(row: BoardConclusion, proposal: str) -> bool:
    return (proposal == Proposal.RECOGNISE) != row.enrolment.outcome.is_passed


def _expect_reasoned(row: BoardConclusion, proposal: str, reason: str) -> None:
    if not _differs(row, proposal):
        return
    name = {"name": row.enrolment.person.full_name}
    reasons = [Reason(**line) for line in row.enrolment.outcome.explanation if line["rule"] in ("R1", "R2")]
    if proposal == Proposal.RECOGNISE and not may_be_recognised(reasons):
        raise InvalidInput(_("%(name)s lacks a mark or did not reach the pass mark; no board overrules that.") % name)
    if not reason:
        raise InvalidInput(_("%(name)s: the conclusion differs from the rules and needs a reason.") % name)


def _expect_minutes(number: str, held_on: date, place: str, sittings: list[Sitting]) -> None:
    if not number or not place:
        raise InvalidInput(_("Give the number of the minutes and where the board met."))
    if held_on > today():
        raise InvalidInput(_("Minutes cannot be dated in the future."))
    least = value_on("training.results_board_min_members", held_on)
    if len(sittings) < least:
        raise InvalidInput(_("A results board has at least %(least)s members.") % {"least": least})
    for duty in (Duty.CHAIR, Duty.SECRETARY):
        if sum(one.duty == duty for one in sittings) != 1:
            raise InvalidInput(_("A results board has exactly one chair and one secretary."))
