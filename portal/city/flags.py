"""Flags of the demonstration: what the rules find on the day of the city, and what has become of some of them."""

from datetime import datetime, timedelta
from itertools import cycle

from curriculum.clock.time import set_to
from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.days import moment
from portal.city.mentors import Pairing
from portal.city.postings import Sending
from portal.city.writing import write
from training.mentoring.flags.catalogue import WATCHES, WEIGHT, FlagRule, Responder
from training.mentoring.flags.computing import compute_flags
from training.mentoring.flags.models import Flag, FlagStep, PostingRecord
from training.models import Person, Posting, User

Status, Step, Kind = Flag.Status, FlagStep.Kind, PostingRecord.Kind
LEFT_OPEN = 10
RESULTS = (
    "Đã họp ba bên, thống nhất lịch kèm cặp mỗi tháng một buổi.",
    "Đã bổ sung phiếu, người hướng dẫn xác nhận.",
    "Lập kế hoạch hỗ trợ, giao phụ trách trực tiếp một thôn.",
    "Đã trao đổi trực tiếp, hai bên thống nhất cách đánh giá.",
)
TOLD = (  # rule, words, document: what people raised by hand in the last weeks
    (FlagRule.R9, "Ba tháng nay chủ yếu làm việc của văn phòng, chưa phụ trách lĩnh vực theo quyết định.", ""),
    (FlagRule.R2, "Khối lượng đơn thư dồn lại, cần thủ trưởng đơn vị phân công thêm người hỗ trợ.", ""),
    (FlagRule.R12, "", ""),
    (FlagRule.R8, "", "18-QĐ/UBKTĐU"),
    (FlagRule.R13, "", "07-ĐT/UBKT"),
    (FlagRule.R10, "Cán bộ đề nghị trao đổi riêng về việc kèm cặp.", ""),
    (FlagRule.R2, "Có ý kiến là giao việc trùng lặp.", ""),
)


class Warnings:
    """Records that ease flags, the night's computing, then what people did."""

    def __init__(self, city: City, sendings: list[Sending], pairings: list[Pairing], accounts: dict[str, Person]):
        self.city, self.sendings = city, sendings
        self.dice = city.dice("flags")
        self.officer: User = user_of(accounts["tochuc"])
        self.mentors = {pairing.sending.row.pk: pairing.mentor for pairing in pairings}
        self.steps: list[FlagStep] = []

    def raise_and_answer(self) -> None:
        self._record()
        with set_to(datetime.combine(self.city.day - timedelta(days=9), datetime.min.time())):
            compute_flags(announce=False)
        self._tell()
        self._answer()
        write(self.steps)

    def _record(self) -> None:
        """Guards confirmed in time for most; one in eight still lacks its document."""
        records = []
        for number, sending in enumerate(self.sendings):
            row = sending.row
            if row.status == Posting.Status.ENDED or number % 8 == 3:
                continue
            if row.kind == Posting.Kind.SECONDMENT:
                records.append(
                    PostingRecord(
                        posting=row,
                        kind=Kind.SECONDMENT_GUARD,
                        document=f"{40 + number}-CV/BTC",
                        dated_on=row.decision_on,
                        recorded_by=self.officer,
                        recorded_at=moment(row.decision_on, 10),
                    )
                )
        write(records)

    def _tell(self) -> None:
        """Concerns raised by hand, each about another official."""
        running = [sending.row for sending in self.sendings if sending.row.status == Posting.Status.ACTIVE]
        flags = []
        for number, (row, (rule, words, document)) in enumerate(zip(running[1:], TOLD, strict=False)):
            watch, day = WATCHES[rule], self.city.day - timedelta(days=4 + number)
            answer = watch.answers[watch.hand_level]
            flags.append(
                Flag(
                    rule=rule,
                    level=watch.hand_level,
                    weight=WEIGHT[watch.hand_level],
                    posting=row,
                    occasion=f"hand:{self.city.identifier(self.dice)}",
                    words=words,
                    document=document,
                    raised_on=day,
                    raised_by=self.mentors.get(row.pk, self.officer) if words else self.officer,
                    responder=answer.by,
                    due_on=day + timedelta(days=5) if answer.days else None,
                )
            )
        present = set(Flag.objects.open().values_list("rule", "posting"))
        flags = [flag for flag in flags if (flag.rule, flag.posting_id) not in present]
        write(flags)
        for flag in flags:
            self.steps.append(self._step(flag, Step.RAISED, flag.raised_by, days=(self.city.day - flag.raised_on).days))
        for flag in flags:
            if flag.rule == FlagRule.R9:
                self._acknowledge(flag, days=2)
            elif flag.rule == FlagRule.R8:
                self._escalate(flag)
        if flags and flags[-1].rule == FlagRule.R2:
            self._close(flags[-1], "Đã đối chiếu phân công: không trùng việc.", Status.UNFOUNDED)

    def _answer(self) -> None:
        """A few of each state stay open; older ones were answered and closed."""
        results = cycle(RESULTS)
        acts = cycle((None, self._acknowledge, self._assign, None, self._escalate))
        computed = Flag.objects.filter(raised_by=None).select_related("posting")
        left = 0
        for flag in computed.order_by("rule", "posting__decision_number", "pk"):
            of_the_story = flag.posting is not None and self._is_told(flag.posting)
            if left < LEFT_OPEN or of_the_story:
                left += 1
                act = next(acts)
                if act is not None and not of_the_story:
                    act(flag)
            else:
                self._close(flag, next(results))

    def _is_told(self, posting: Posting) -> bool:
        return any(sending.story and sending.row.pk == posting.pk for sending in self.sendings)

    def _acknowledge(self, flag: Flag, days: int = 6) -> None:
        flag.acknowledged_by, flag.acknowledged_at = self.officer, moment(self.city.day - timedelta(days=days), 9)
        flag.status = Status.ACKNOWLEDGED
        self._keep(flag, Step.ACKNOWLEDGED, days)

    def _assign(self, flag: Flag) -> None:
        self._acknowledge(flag)
        flag.assigned_to, flag.status = self.officer, Status.IN_ACTION
        flag.due_on = self.city.day + timedelta(days=6)
        self._keep(flag, Step.ASSIGNED, 5)

    def _escalate(self, flag: Flag) -> None:
        upwards = flag.watch.escalates_to
        if upwards is None:
            return
        flag.responder = flag.escalated_to = upwards
        flag.escalated_at, flag.status = moment(self.city.day - timedelta(days=1), 1, 15), Status.ESCALATED
        flag.due_on = self.city.day - timedelta(days=2)
        self._keep(flag, Step.ESCALATED, 1, by=None, data={"to": Responder(upwards).value})

    def _close(self, flag: Flag, result: str, status: str = Status.RESOLVED) -> None:
        flag.status, flag.result = status, result
        flag.closed_by, flag.closed_at = self.officer, moment(self.city.day - timedelta(days=3), 15)
        self._keep(flag, Step.CLOSED, 3)

    def _keep(self, flag: Flag, kind: str, days: int, *, by: User | None = None, data: dict | None = None) -> None:
        flag.save()
        who = by or (None if kind == Step.ESCALATED else self.officer)
        step = self._step(flag, kind, who, days=days)
        step.data, step.note = data or {}, flag.result
        self.steps.append(step)

    def _step(self, flag: Flag, kind: str, by: User | None, *, days: int) -> FlagStep:
        return FlagStep(flag=flag, kind=kind, by=by, at=moment(self.city.day - timedelta(days=days), 9))
