"""What happens on the way: extension, rest, merger, change of mentor, early end, placements, panels.

One term that has ended holds nearly all of it, so that a whole term can be looked at.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from portal.city.accounts import user_of
from portal.city.assessments import Assessments
from portal.city.context import City
from portal.city.days import add_months, moment
from portal.city.logbook import notes
from portal.city.mentors import Pairing
from portal.city.places import TWO_LEVELS
from portal.city.postings import Sending, signer_of
from portal.city.writing import write
from training.mentoring.definitions import Definition, fingerprint
from training.mentoring.flags.catalogue import FlagLevel, FlagRule
from training.mentoring.panels.snapshot import snapshot_of
from training.models import (
    Flag,
    FlagStep,
    FollowUp,
    FormRevision,
    FormSignature,
    FormVersion,
    Handover,
    Panel,
    PanelItem,
    Person,
    PlacementProposal,
    Posting,
    PostingChange,
    TermForm,
    User,
)
from training.rotation.changes import Interruption, put_off
from training.rotation.term import months_after, months_between

Change, Kind, Reason = PostingChange.Kind, Posting.Kind, Posting.EndReason
MERGER = "Nghị quyết 1656/NQ-UBTVQH15"
DIRECTIONS: dict[str, str] = {
    Reason.RETURNED: "return",
    Reason.PROMOTED: "higher",
    Reason.PLACED_AT_HOST: "stays",
    Reason.MOVED_ON: "moves",
}
PLACED = {"return": "sending", "higher": "higher", "stays": "host", "moves": "elsewhere"}
ON_AN_AGENDA = 12
WORDS = (
    "Nên có lịch làm việc chung giữa người hướng dẫn và nơi đi từ đầu kỳ.",
    "",
    "Cần thêm thời gian đi thôn trong 100 ngày đầu.",
)
NOTES = {
    "continue": "",
    "adjust": "Giao phụ trách trực tiếp lĩnh vực đất đai, môi trường từ quý tới; người hướng dẫn theo dõi.",
    "end_early": "Theo quyết định điều động.",
}


@dataclass
class TermChanges:
    """``plan`` comes before mentors and forms, for the calendar follows it; ``tell`` after them."""

    city: City
    sendings: list[Sending]
    accounts: dict[str, Person]
    changes: list[PostingChange] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = self.city.dice("changes of terms")
        self.officer: User = user_of(self.accounts["tochuc"])

    def plan(self) -> None:
        """Change postings and write down how."""
        self._merge()
        self._extend()
        self._rest()
        for sending in self.sendings:
            row = sending.row
            if row.end_reason == Reason.TERMINATED:
                self._change(row, Change.ENDED_EARLY, row.ended_on, row.end_decision, due_on_before=row.due_on)
            elif row.status == Posting.Status.ENDED:
                self._change(row, Change.ENDED, row.ended_on, row.end_decision)
        write(sorted(self.changes, key=lambda change: change.recorded_at))

    def _merge(self) -> None:
        """Host units that went into a commune of today, while the posting lasted."""
        for sending in self.sendings:
            row = sending.row
            lasts = row.ended_on is None or row.ended_on >= TWO_LEVELS
            if lasts and row.host_unit_id != sending.commune.pk:
                row.host_unit_now = sending.commune
                row.save(update_fields=["host_unit_now"])
                self._change(row, Change.HOST_CONTINUED, TWO_LEVELS, MERGER, unit=sending.commune)

    def _extend(self) -> None:
        """A secondment of two years becomes one of three; the told term began as one of thirty months."""
        for sending in self.sendings:
            row = sending.row
            if row.status == Posting.Status.ACTIVE and row.kind == Kind.SECONDMENT and row.term_months == 24:
                before, row.term_months = row.due_on, 36
                row.due_on = months_after(row.effective_on, 36)
                row.save(update_fields=["term_months", "due_on"])
                self._extended(row, before, add_months(row.effective_on, 10))
                break
        whole = next((sending for sending in self.sendings if sending.story == "whole"), None)
        if whole is not None:
            before = months_after(whole.row.effective_on, 30)
            self._extended(whole.row, before, add_months(whole.row.effective_on, 20))

    def _extended(self, row: Posting, before: date, on: date) -> None:
        on = min(on, self.city.day - timedelta(days=20))
        number = f"{880 + len(self.changes)}-QĐ/BTCTU"
        self._change(row, Change.EXTENDED, before, number, on=on, due_on_before=before, due_on_after=row.due_on)

    def _rest(self) -> None:
        """One official rests today, another has come back."""
        day, waiting = self.city.day, [(timedelta(days=-20), timedelta(days=70)), (timedelta(-250), timedelta(-160))]
        for sending in self.sendings:
            row = sending.row
            fits = row.status == Posting.Status.ACTIVE and row.term_months and not sending.story
            if not (waiting and fits and row.effective_on < day - timedelta(days=330)):
                continue
            first, last = (day + shift for shift in waiting.pop(0))
            rest = Interruption(first, last)
            before, row.due_on = row.due_on, put_off(months_after(row.effective_on, row.term_months), [rest])
            row.interrupted_from, row.interrupted_to, sending.rests = first, last, [rest]
            row.save(update_fields=["due_on", "interrupted_from", "interrupted_to"])
            number, on = f"{910 + len(self.changes)}-QĐ/BTCTU", first - timedelta(days=10)
            facts = {"to_on": last, "due_on_before": before, "due_on_after": row.due_on}
            self._change(row, Change.INTERRUPTED, first, number, on=on, **facts)

    def _change(self, row: Posting, kind: str, from_on: date, number: str, *, on: date | None = None, **facts) -> None:
        on = on or from_on - timedelta(days=12)
        self.changes.append(
            PostingChange(
                posting=row,
                kind=kind,
                from_on=from_on,
                decision_number=number,
                decision_on=on,
                signer_title="" if kind == Change.HOST_CONTINUED else signer_of(number),
                recorded_by=self.officer,
                recorded_at=moment(min(on + timedelta(days=2), self.city.day), 6),
                **facts,
            )
        )

    def tell(self, pairings: list[Pairing]) -> None:
        """Handovers, placements and panels."""
        self.versions = {row.number: row for row in FormVersion.objects.filter(code="F8")}
        self.assessments = Assessments(self.dice)
        by_posting: dict[int, list[Pairing]] = {}
        for pairing in pairings:
            by_posting.setdefault(pairing.sending.row.pk, []).append(pairing)
        begun = False
        for sending in self.sendings:
            pairs, row = by_posting.get(sending.row.pk, []), sending.row
            if len(pairs) > 1:
                self._hand_over(pairs[0], 1, "mentor", pairs[1].row.valid_from, pairs[1])
            elif pairs and row.end_reason == Reason.TERMINATED:
                self._hand_over(pairs[0], 3, "early_end", row.ended_on, None)
            elif pairs and not begun and not sending.story and row.status == Posting.Status.ACTIVE:
                begun = self._begin(pairs[0])
        self._flag(self.sendings)
        self._place()
        self._hold(self.city.day.year - 1, self.city.day - timedelta(days=340), closed=True)
        self._hold(self.city.day.year, self.city.day - timedelta(days=2), closed=False)

    def _hand_over(self, pairing: Pairing, number: int, kind: str, on: date, coming: Pairing | None) -> None:
        version, row = self.versions[number], pairing.row.posting
        reason = "mentor_moves" if coming else "other_task"
        at = moment(on + timedelta(days=9), 10)
        form = self._form(row, version, on, reason, status="locked", at=at, pairing=pairing)
        Handover.objects.create(
            posting=row,
            kind=kind,
            reason=reason,
            on=on,
            leaving=pairing.row,
            form=form,
            mentor_due_on=on + timedelta(days=30) if coming else None,
            opened_by=pairing.mentor,
            opened_at=moment(on, 8),
            outcome="handed_over" if coming else "ended",
            coming=coming.row if coming else None,
            closed_at=moment(on, 9),
        )

    def _begin(self, pairing: Pairing) -> bool:
        """A change on its way today: the interim assessment is being written."""
        row, on = pairing.row.posting, self.city.day + timedelta(days=5)
        form = self._form(row, self.versions[1], on, "mentor_moves", status="draft", at=None, pairing=pairing)
        Handover.objects.create(
            posting=row,
            kind="mentor",
            reason="mentor_moves",
            on=on,
            leaving=pairing.row,
            form=form,
            mentor_due_on=on + timedelta(days=30),
            opened_by=pairing.mentor,
            opened_at=moment(self.city.day - timedelta(days=3), 8),
        )
        return True

    def _form(
        self,
        row: Posting,
        version: FormVersion,
        on: date,
        reason: str,
        *,
        status: str,
        at: datetime | None,
        pairing: Pairing,
    ) -> TermForm:
        form = TermForm.objects.create(
            posting=row,
            version=version,
            code="F8",
            month=months_between(row.effective_on, on),
            opens_on=min(on, self.city.day - timedelta(days=3)),
            due_on=on + timedelta(days=15),
            status=status,
            revision_number=1,
            submitted_at=at,
            locked_at=at + timedelta(hours=30) if at else None,
        )
        answers: dict[str, Any] = {"reason": reason, "takes_effect_on": on.isoformat()}
        if at is not None:
            answers |= self._interim(form)
        revision = FormRevision.objects.create(
            form=form,
            number=1,
            key=self.city.identifier(self.dice),
            answers=answers,
            written_by=pairing.mentor,
            written_at=at or moment(self.city.day - timedelta(days=3), 8),
            sha256=fingerprint(answers),
        )
        people = {"mentee": pairing.mentee, "mentor": pairing.mentor, "host_head": pairing.host_head}
        for number, capacity in enumerate(Definition.of(version).signers if at else ()):
            FormSignature.objects.create(
                form=form,
                capacity=capacity,
                revision=revision,
                signed_by=people.get(capacity) or self.officer,
                signed_at=at + timedelta(hours=10 * number),
                sha256=revision.sha256,
            )
        return form

    def _interim(self, form: TermForm) -> dict[str, Any]:
        words = notes()
        levels = self.assessments.levels(form.month)
        return {
            **{name: given for name, given in levels.items() if name.endswith("_mentor")},
            "results": [{"task": task, "result": what} for what, task in self.dice.sample(words["results"], 3)],
            "open_points": [{"action": words["contacts"][0]["action"], "owner": "cán bộ"}],
            "advice": self.dice.choice(words["lessons"]),
        }

    def _flag(self, sendings: list[Sending]) -> None:
        """Two flags of the told term, answered and closed in their time."""
        whole = next((sending.row for sending in sendings if sending.story == "whole"), None)
        if whole is None:
            return
        told = (
            (FlagRule.R1, FlagLevel.YELLOW, "mentor", 8, "Đã gặp lại, thống nhất lịch mỗi tháng một buổi."),
            (FlagRule.R7, FlagLevel.YELLOW, "host_head", 6, "Đã phân công người hướng dẫn mới."),
        )
        for rule, level, responder, months, result in told:
            raised_on = add_months(whole.effective_on, months)
            closed_at = moment(raised_on + timedelta(days=9), 15)
            flag = Flag.objects.create(
                rule=rule,
                level=level,
                posting=whole,
                occasion=f"told:{rule}",
                facts={"cause": "left"} if rule == FlagRule.R7 else {"days": 46, "since": raised_on, "last": raised_on},
                raised_on=raised_on,
                responder=responder,
                due_on=raised_on + timedelta(days=14),
                status=Flag.Status.RESOLVED,
                result=result,
                closed_by=self.officer,
                closed_at=closed_at,
            )
            FlagStep.objects.create(flag=flag, kind=FlagStep.Kind.RAISED, at=moment(raised_on, 5))
            kind = FlagStep.Kind.CLOSED
            FlagStep.objects.create(flag=flag, kind=kind, by=self.officer, at=closed_at, note=result)

    def _place(self) -> None:
        """Proposed in time for most whose term ends soon, one in eight still lacks it; decided for those that ended."""
        proposals, follow_ups, day = [], [], self.city.day
        for number, sending in enumerate(self.sendings):
            row = sending.row
            soon = row.due_on is not None and row.due_on < day + timedelta(days=200)
            if row.status == Posting.Status.DECIDED or row.end_reason == Reason.TERMINATED or not soon:
                continue
            if row.status != Posting.Status.ENDED and number % 8 == 3:
                continue
            direction = DIRECTIONS.get(row.end_reason, self.dice.choice(("return", "higher", "stays")))
            dated_on = min(row.due_on - timedelta(days=150), day - timedelta(days=20))
            proposal = PlacementProposal(
                posting=row,
                direction=direction,
                document=f"{40 + number}-TTr/BTCTU",
                dated_on=dated_on,
                proposed_by=self.officer,
                proposed_at=moment(dated_on + timedelta(days=1), 10),
            )
            if row.status == Posting.Status.ENDED:
                decided_on = row.ended_on - timedelta(days=25)
                proposal.decided, proposal.decision_number = direction, row.end_decision
                proposal.decision_on, proposal.decided_by = decided_on, self.officer
                proposal.decided_at = moment(decided_on + timedelta(days=1), 9)
                proposal.signer_title = signer_of(proposal.decision_number)
                if add_months(row.ended_on, 3) < day and number % 4 != 1:
                    follow_ups.append(self._follow_up(row, direction))
            proposals.append(proposal)
        write(proposals)
        write(follow_ups)

    def _follow_up(self, row: Posting, direction: str) -> FollowUp:
        answered = add_months(row.ended_on, 3) + timedelta(days=self.dice.randrange(1, 12))
        given = {name: self.dice.choice((3, 4, 4, 5)) for name in ("fits", "contacts", "feedback", "support")}
        return FollowUp(
            posting=row,
            placed=PLACED[direction],
            placed_on=row.ended_on + timedelta(days=3),
            words=self.dice.choice(WORDS),
            answered_at=moment(min(answered, self.city.day), 6),
            **given,
        )

    def _hold(self, year: int, held_on: date, *, closed: bool) -> None:
        """A panel: the last one is closed with its minutes, that of this year is half way."""
        rows = [
            sending.row
            for sending in self.sendings
            if sending.row.effective_on <= months_after(held_on, -6)
            and (sending.row.ended_on is None or sending.row.ended_on > held_on)
        ][:ON_AN_AGENDA]
        if not rows:
            return
        panel = Panel.objects.create(
            name=f"Hội nghị xem xét cán bộ luân chuyển năm {year}",
            year=year,
            held_on=held_on,
            minutes_number=f"{year % 100 + 3}-BB/BTCTU" if closed else "",
            minutes_on=held_on + timedelta(days=3) if closed else None,
            convened_by=self.officer,
            convened_at=moment(held_on - timedelta(days=12), 9),
            closed_by=self.officer if closed else None,
            closed_at=moment(held_on + timedelta(days=3), 15) if closed else None,
        )
        items = []
        for number, row in enumerate(rows, start=1):
            item = PanelItem(panel=panel, posting=row, order=number)
            if closed or number <= len(rows) // 2:
                ended = row.end_reason == Reason.TERMINATED and closed
                item.conclusion = "end_early" if ended else ("adjust" if number % 5 == 3 else "continue")
                item.note = NOTES[item.conclusion]
                item.seen = snapshot_of(row) | {"on": held_on, "month": months_between(row.effective_on, held_on) + 1}
                item.concluded_by, item.concluded_at = self.officer, moment(held_on, 10)
            items.append(item)
        write(items)
