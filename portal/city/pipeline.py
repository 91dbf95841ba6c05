"""What the Committee reads of leading posts: targets by documents, planning in the communes, vacancies, benefits."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.days import add_months, moment
from portal.city.places import TWO_LEVELS
from portal.city.postings import Sending
from portal.city.writing import write
from training.models import Benefit, Indicator, Person, Position, Posting, SuccessionEntry, Target
from training.rotation.benefits.queries import entitled

SCHEME = "Nghị quyết 04-NQ/TU ngày 31/5/2021 (số liệu minh họa)"
GUIDELINE = "Hướng dẫn 09-HD/TU ngày 09/5/2025 (số liệu minh họa)"
SCHEME_FROM = date(2021, 8, 16)
TARGETS: dict[str, tuple[int, int]] = {  # from the scheme on, from the two levels on
    Indicator.FILLED: (95, 98),
    Indicator.WOMEN: (20, 25),
    Indicator.WOMEN_HEADS: (12, 15),
    Indicator.YOUNG: (10, 15),
    Indicator.SECRETARIES: (40, 70),
    Indicator.CHAIRMEN: (30, 50),
    Indicator.TRAINED: (60, 80),
    Indicator.POSTED: (10, 15),
    Indicator.YOUNG_POSTED: (80, 85),
    Indicator.WOMEN_POSTED: (25, 30),
    Indicator.CROSS_BLOC: (20, 25),
}
PLANNED_DEPUTIES, OLDEST_PLANNED = 0.5, 50
LEFT = ("pc_vice_chairman", "council_vice_chairman", "front_chairman", "inspection_head")
SHARE_LEFT = 0.025
RECORDED = 0.85
AMOUNTS: dict[str, int | None] = {
    "retained_allowance": 1_170_000,
    "salary": None,
    "housing": 1_500_000,
    "travel": 800_000,
    "one_off": 23_400_000,
}
PAYERS: dict[str, str] = {"retained_allowance": "sending", "salary": "sending", "one_off": "city"}
BASES: dict[str, str] = {
    "retained_allowance": "Nghị định 170/2025/NĐ-CP, Điều 27",
    "salary": "Nghị định 170/2025/NĐ-CP, Điều 27",
    "one_off": "Nghị định 178/2024/NĐ-CP, Điều 12",
}


@dataclass
class Pipeline:
    """Told after everybody has his office and every term its end."""

    city: City
    sendings: list[Sending]
    accounts: dict[str, Person]
    taken: set[int] = field(default_factory=set)

    def tell(self) -> None:
        self.dice = self.city.dice("pipeline")
        self.by = user_of(self.accounts["tochuc"])
        self._targets()
        self._vacancies()
        self._planning()
        self._benefits()

    def _targets(self) -> None:
        rows = []
        for indicator, (first, second) in TARGETS.items():
            facts = {"indicator": indicator, "set_by": self.by}
            end = TWO_LEVELS - timedelta(days=1)
            rows.append(
                Target(
                    value=first,
                    valid_from=SCHEME_FROM,
                    valid_to=end,
                    legal_basis=SCHEME,
                    set_at=moment(SCHEME_FROM, 9),
                    **facts,
                )
            )
            rows.append(
                Target(
                    value=second, valid_from=TWO_LEVELS, legal_basis=GUIDELINE, set_at=moment(TWO_LEVELS, 9), **facts
                )
            )
        write(rows)

    def _leaders(self) -> list[Position]:
        """The deputies and heads of communes today, without the accounts of the demonstration and its commune."""
        named = [person.pk for person in self.accounts.values()]
        held = Position.objects.valid_on(self.city.day).filter(unit__type__level="commune", is_concurrent=False)
        demo = self.accounts["chunha"].positions.filter(valid_to=None).values("unit")
        rows = held.exclude(person__in=named).exclude(unit__in=demo).select_related("person", "title")
        return list(rows.order_by("person__staff_code", "pk"))

    def _vacancies(self) -> None:
        """A few deputies have left and nobody has followed them yet."""
        concurrent = set(Position.objects.filter(is_concurrent=True).values_list("person", flat=True))
        found = [row for row in self._leaders() if row.title.code in LEFT and row.person_id not in concurrent]
        gone = self.dice.sample(found, min(len(found), max(3, round(len(found) * SHARE_LEFT))))
        for office in gone:
            left = self.city.day - timedelta(days=self.dice.randrange(20, 150))
            office.valid_to = max(left, office.valid_from)
        Position.objects.bulk_update(gone, ["valid_to"])

    def _planning(self) -> None:
        """Half of the younger deputies, the younger heads of division, and those posted who have been there long."""
        posted = {row.row.person_id: row.row for row in self.sendings if row.row.status == Posting.Status.ACTIVE}
        known = set(SuccessionEntry.objects.values_list("person", flat=True))
        since, at = date(2025, 9, 1), moment(add_months(self.city.day, -3), 9)
        flags: list[SuccessionEntry] = []
        for office in self._leaders():
            person = office.person
            if person.pk in known or (person.age_on(self.city.day) or 99) >= OLDEST_PLANNED:
                continue
            is_posted = person.pk in posted
            is_younger = office.title.rank_level != "staff" and office.title.code not in ("party_secretary",)
            if is_posted or (is_younger and self.dice.random() < PLANNED_DEPUTIES):
                known.add(person.pk)
                document = f"Quyết định {60 + len(flags) % 7}-QĐ/TU ngày 15/8/2025"
                flags.append(
                    SuccessionEntry(
                        person=person, valid_from=since, source_document=document, recorded_by=self.by, recorded_at=at
                    )
                )
        write(flags)

    def _benefits(self) -> None:
        rows: list[Benefit] = []
        for sending in self.sendings:
            posting = sending.row
            for kind, until in entitled(posting).items():
                if self.dice.random() >= RECORDED:
                    continue
                rows.append(
                    Benefit(
                        posting=posting,
                        kind=kind,
                        amount=AMOUNTS[kind],
                        payer=PAYERS.get(kind, "host"),
                        valid_from=posting.effective_on,
                        valid_to=posting.effective_on if kind == "one_off" else posting.ended_on or until,
                        document=posting.decision_number if kind in PAYERS else f"{140 + len(rows)}-QĐ/ĐU",
                        legal_basis=BASES.get(kind, "Quy định 65-QĐ/TW, Điều 11"),
                        recorded_by=self.by,
                        recorded_at=moment(min(posting.effective_on + timedelta(days=20), self.city.day), 10),
                    )
                )
        write(rows)
