"""The coming wave: the units are called on, some communes offer posts, agencies put officials forward. Nothing is
matched yet.
"""

from datetime import date, timedelta

from portal.city.accounts import opened_on, user_of
from portal.city.context import City
from portal.city.days import ONE_DAY, add_months, moment
from portal.city.people import Population
from portal.city.places import Places
from portal.city.writing import write
from training.models import (
    Bloc,
    EligibilityEvaluation,
    Field,
    Posting,
    RegulatedValue,
    RotationPlan,
    RotationWave,
    Step,
    Unit,
    WaveCandidate,
    WaveDocument,
    WaveOffer,
    WaveQuota,
    WaveWish,
)
from training.regulations.queries import forget_cached_values
from training.rotation.waves.secrecy import KEY, Tracking

OFFERS, FORWARD = 9, 14
TITLES = ("pc_vice_chairman", "deputy_party_building_head", "deputy_office_chief", "deputy_division_head")
OF_OTHERS = 4  # officials about whom a rule says no or cannot say: the matching tells them why
GROUND = "Bản minh họa đặt trên mạng nội bộ độc lập, mọi nhân sự là hư cấu (Luật 117/2025/QH15, Điều 5 khoản 2)"
NEEDS = (
    "Người giữ chức danh nghỉ hưu từ quý tới, địa bàn đang giải phóng mặt bằng nhiều dự án.",
    "Chức danh khuyết sau kiện toàn; xã thiếu người am hiểu tài chính, ngân sách.",
    "Hồ sơ đất đai tồn đọng nhiều, cần cán bộ có kinh nghiệm quản lý nhà nước.",
    "Xã đang triển khai chính quyền số, cần người chỉ đạo chuyển đổi số.",
)
MERITS = (
    "Trong quy hoạch, cần qua thực tiễn cơ sở trước khi bổ nhiệm.",
    "Hoàn thành tốt nhiệm vụ ba năm liền, chưa công tác ở cơ sở.",
    "Có chuyên môn phù hợp với nơi đang thiếu; bản thân sẵn sàng nhận nhiệm vụ.",
)


class ComingWave:
    """Told from what the rules have answered; the calendar stands around the day of the city."""

    def __init__(self, city: City, places: Places, population: Population, accounts: dict):
        self.city, self.places = city, places
        self.dice = city.dice("coming wave")
        self.by, self.contact = user_of(accounts["tochuc"]), user_of(accounts["donvi"])
        self.communes = [unit for unit in population.staffed if unit.type.level == "commune"]
        self.offices = {
            office.person_id: office
            for office in population.offices
            if office.valid_to is None and not office.is_concurrent and office.unit.type.level == "agency"
        }

    def tell(self) -> None:
        self._keep_everything()
        wave = RotationWave.objects.filter(reference_date__gt=self.city.day).order_by("reference_date").first()
        if wave is None:
            return
        self._call(wave)
        hosts = self._offer(wave)
        self._put_forward(wave, hosts)

    def _keep_everything(self) -> None:
        """The installation is an independent network: from its first day everything before the decision is kept."""
        first = opened_on(self.city.day)
        RegulatedValue.objects.filter(key=KEY, valid_to=None).update(valid_to=first - ONE_DAY)
        RegulatedValue.objects.create(key=KEY, value=str(Tracking.FULL), valid_from=first, legal_basis=GROUND)
        forget_cached_values()

    def _call(self, wave: RotationWave) -> None:
        day = self.city.day
        year = wave.reference_date.year
        wave.plan = RotationPlan.objects.create(
            name=f"Kế hoạch luân chuyển cán bộ {year}–{year + 1}",
            document="31-KH/TU",
            dated_on=add_months(day, -2),
            need="Đưa cán bộ trẻ trong quy hoạch về các xã, phường còn thiếu chức danh.",
            area="Các xã, phường của Thành phố",
            policies="Giữ nguyên lương và phụ cấp, hỗ trợ nhà ở công vụ.",
            placement="Trở về cơ quan cử đi hoặc bố trí tại cơ sở theo kết quả.",
            created_by=self.by,
            created_at=moment(add_months(day, -2), 10),
        )
        wave.plan_document, wave.status = "Kế hoạch 31-KH/TU", RotationWave.Status.APPROVED
        wave.offers_from, wave.offers_until = day - timedelta(days=21), day + timedelta(days=14)
        wave.forward_until = day + timedelta(days=21)
        wave.decide_by = max(wave.reference_date, day + timedelta(days=35))
        wave.effective_on = add_months(wave.decide_by, 1)
        wave.save()
        steps = ((Step.POLICY, "214-TB/TU", 40), (Step.PROPOSAL, "87-TTr/BTCTU", 24))
        write([self._document(wave, step, number, day - timedelta(days=days)) for step, number, days in steps])
        quotas = [WaveQuota(wave=wave, bloc=bloc, kind=Posting.Kind.ROTATION, places=5) for bloc in _blocs()]
        write(quotas)

    def _document(self, wave: RotationWave, step: str, number: str, day: date) -> WaveDocument:
        facts = {"step": step, "number": number, "dated_on": day}
        return WaveDocument(wave=wave, **facts, recorded_by=self.by, recorded_at=moment(day, 16))

    def _offer(self, wave: RotationWave) -> list[Unit]:
        """The commune of the demonstration and some others each offer a post."""
        others = [unit for unit in self.communes if unit.pk != self.places.demo_commune.pk]
        self.dice.shuffle(others)
        hosts = [self.places.demo_commune, *others[: OFFERS - 1]]
        at = moment(self.city.day - timedelta(days=12), 9)
        offers = [
            WaveOffer(
                wave=wave,
                unit=unit,
                title=self.places.titles[TITLES[number % len(TITLES)]],
                kind=Posting.Kind.ROTATION,
                urgency=self.dice.choice(WaveOffer.Urgency.values),
                fields=sorted(self.dice.sample(Field.values, 2)),
                reason=self.dice.choice(NEEDS),
                offered_by=self.by if number else self.contact,
                offered_at=at,
            )
            for number, unit in enumerate(hosts)
        ]
        write(offers)
        return hosts

    def _put_forward(self, wave: RotationWave, hosts: list[Unit]) -> None:
        """Mostly officials who may go, and a few whom a rule keeps back."""
        at = moment(self.city.day - timedelta(days=7), 14)
        known = {bloc.pk for bloc in _blocs()}
        candidates = []
        for person in self._asked(wave):
            office = self.offices[person]
            bloc = office.title.bloc_id or office.unit.bloc_id
            if bloc in known:
                facts = {"fields": sorted(self.dice.sample(Field.values, 2)), "reason": self.dice.choice(MERITS)}
                facts |= {"put_by": self.by, "put_at": at, "kind": Posting.Kind.ROTATION, "bloc_id": bloc}
                candidates.append(WaveCandidate(wave=wave, person_id=person, sending_unit=office.unit, **facts))
        write(candidates)
        write(
            [
                WaveWish(candidate=candidate, unit=unit, rank=rank)
                for candidate in candidates
                for rank, unit in enumerate(self.dice.sample(hosts, min(3, len(hosts))), start=1)
            ]
        )

    def _asked(self, wave: RotationWave) -> list[int]:
        """Keys of people whom no posting binds: those who may go first, then some of the others."""
        bound = set(Posting.objects.exclude(status=Posting.Status.ENDED).values_list("person", flat=True))
        rows = EligibilityEvaluation.objects.latest_for(wave).order_by("person__staff_code")
        may: list[int] = []
        others: list[int] = []
        for person, verdict in rows.values_list("person", "verdict"):
            if person in self.offices and person not in bound:
                (may if verdict in ("eligible", "by_exception") else others).append(person)
        return list(dict.fromkeys([*may[: FORWARD - OF_OTHERS], *others[:OF_OTHERS]]))


def _blocs() -> list[Bloc]:
    return list(Bloc.objects.current().order_by("order"))
