"""A whole term in fast-forward: posting, thirty-six months of forms, and everything that can come between.

One change of mentor in mid-report, one merger of the host unit, one extension, two flags, two yearly assessments, the
final assessment in its three parts, placement, return, follow-up.
"""

from contextlib import contextmanager
from datetime import date, datetime

import pytest

from curriculum.clock.time import set_to, today
from tests.factories.training import (
    AgencyFactory,
    MentorFactory,
    PersonFactory,
    PositionFactory,
    PositionTitleFactory,
    UnitFactory,
    UnitTypeFactory,
    UserFactory,
    user_with_role,
)
from tests.training.mentoring.filling import hand_in, sign, sign_by_all
from training.mentoring.definitions import Definition
from training.mentoring.flags.computing import compute_flags
from training.mentoring.flags.services import close_flag
from training.mentoring.forms import Filing
from training.mentoring.handovers.holding import kept_by
from training.mentoring.handovers.services import begin_handover, hand_over
from training.mentoring.placements.services import (
    answer_follow_up,
    ask_for_follow_ups,
    decide_placement,
    propose_placement,
)
from training.mentoring.profiles import profile_of
from training.models import Flag, MentoringContact, Posting, Role, TermForm, User
from training.rotation.rules import capacities_of
from training.rotation.services import end_posting, extend_posting, start_posting
from training.units.services import NewUnit, merge_units

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("instruments")]

START = date(2026, 1, 5)


class People(dict):
    """Accounts by the part they play, read anew each time: what a role allows changes with the days."""

    def __getitem__(self, name: str) -> User:
        return User.objects.get(pk=super().__getitem__(name))


@contextmanager
def on(year: int, month: int, day: int):
    with set_to(datetime(year, month, day, 9, 0)):
        yield


@pytest.fixture
def sending(db):
    return AgencyFactory(name="Sở Nội vụ")


@pytest.fixture
def host(db):
    return UnitFactory(name="Xã Cũ")


@pytest.fixture
def people(sending, host):
    def employed(unit):
        person = PersonFactory(user=UserFactory())
        PositionFactory(person=person, unit=unit, title=PositionTitleFactory())
        return person.user.pk

    return People(
        young_official=employed(sending),
        mentor=employed(host),
        second=employed(host),
        host_head=user_with_role(Role.UNIT_HEAD, unit=host).pk,
        link_officer=user_with_role(Role.LINK_OFFICER, unit=sending).pk,
        committee_officer=user_with_role(Role.COMMITTEE_OFFICER).pk,
        administrator=user_with_role(Role.SYSTEM_ADMIN).pk,
    )


@pytest.fixture
def posting(people, sending, host):
    with on(2026, 1, 5):
        mentors = {name: MentorFactory(person=people[name].person) for name in ("mentor", "second")}
        posting = start_posting(
            person=people["young_official"].person,
            kind="reinforcement",
            sending_unit=sending,
            host_unit=host,
            title=PositionTitleFactory(),
            decision_number="01-QĐ/BTCTU",
            decision_on=date(2025, 12, 22),
            effective_on=START,
            term_months=30,
            mentor=mentors["mentor"],
            mentor_note="Sẽ học lớp tháng 3",
            by=people["committee_officer"],
        )
    posting.second_mentor = mentors["second"]
    return posting


def form(posting, code, month):
    live = posting.forms.exclude(status="cancelled")
    return live.select_related("posting__person", "version").get(code=code, month=month)


def met(posting, *days):
    """Confirmed contacts with the mentor of the day."""
    for day in days:
        mentorship = posting.mentorships.order_by("-valid_from").filter(valid_from__lte=day).first()
        at = datetime.combine(day, datetime.min.time()).astimezone()
        MentoringContact.objects.create(
            mentorship=mentorship,
            status="confirmed",
            happened_at=at,
            topics="Điều đã tâm sự",
            recorded_by=mentorship.mentor.person.user,
            recorded_at=at,
            confirmed_by=posting.person.user,
            confirmed_at=at,
            sha256="0" * 64,
        )


def pressing(rule):
    compute_flags(announce=False)
    return Flag.objects.pressing().filter(rule=rule).first()


def by_month(posting):
    rows = posting.forms.exclude(status="cancelled").exclude(code__in=["F7", "F10"]).order_by("month", "code")
    return " ".join(f"{row.month}:{row.code}" for row in rows)


def test_a_whole_term(posting, people, host, sending):
    officer = people["committee_officer"]

    # Month 0: the calendar of thirty months is there.
    assert by_month(posting) == "1:F0 3:F3 6:F4 9:F3 12:F5 15:F3 18:F4 21:F3 24:F5 27:F3 30:F4 30:F6"
    assert form(posting, "F5", 12).due_on == date(2026, 12, 15)

    # Months 1 to 6: agreement, first quarter, first half-year.
    for code, month, day in (("F0", 1, (2026, 2, 2)), ("F3", 3, (2026, 4, 10)), ("F4", 6, (2026, 7, 3))):
        with on(*day):
            met(posting, today())
            assert sign_by_all(form(posting, code, month), people).status == "locked"

    # Month 8: nobody met for seventy-five days. The host head answers the red flag after the next contact.
    with on(2026, 9, 18):
        flag = pressing("R1")
        assert (flag.level, flag.responder) == ("red", "host_head")
        met(posting, date(2026, 9, 18))
        assert pressing("R1") is None
        close_flag(flag, result="Đã gặp lại, thống nhất lịch hằng tháng.", by=people["host_head"])

    # Months 9 to 12: quarter, and the first annual assessment with the document of the collective.
    for code, month, day in (("F3", 9, (2026, 10, 12)), ("F5", 12, (2026, 12, 10))):
        with on(*day):
            met(posting, today())
            assert sign_by_all(form(posting, code, month), people).status == "locked"
    assert form(posting, "F5", 12).documents.get(capacity="host_head").number == "7-BB/ĐU"

    # Month 13: the host unit goes whole into a new commune. Its head sees the posting, the decision keeps the old name.
    with on(2027, 2, 1):
        merged = merge_units(
            [host, UnitFactory()],
            NewUnit("91000", "Xã Mới", UnitTypeFactory()),
            effective_on=date(2027, 2, 1),
            legal_basis="Nghị quyết 9/NQ-UBTVQH16",
            by=people["administrator"],
        )
        dict.__setitem__(people, "host_head", user_with_role(Role.UNIT_HEAD, unit=merged).pk)
        posting = Posting.objects.select_related("person__user", "host_unit", "host_unit_now").get(pk=posting.pk)
        assert (posting.host_unit.name, posting.host_today.name) == ("Xã Cũ", "Xã Mới")
        assert capacities_of(people["host_head"], posting) == {"host_head"}
        met(posting, today())

    # Month 15: the mentor leaves while the quarterly review waits for his word.
    with on(2027, 4, 8):
        review = form(posting, "F3", 15)
        hand_in(review, people["young_official"])
        assert Filing.of(form(posting, "F3", 15), people["mentor"]).is_my_turn
        mentor = people["mentor"].person.mentor
        mentor.is_active = False
        mentor.save()
        left = pressing("R7")
        assert left.facts["cause"] == "left"
        handover = begin_handover(posting, kind="mentor", reason="mentor_leaves", on=today(), by=people["mentor"])
        second = type(mentor).objects.get(person__user=people["second"])
        hand_over(handover, second, note="Đã trao đổi với nơi đến", by=officer)
        left.refresh_from_db()
        assert left.status == "resolved"
        assert {row.form.code for row in kept_by(people["mentor"])} == {"F3", "F8"}
        assert not Posting.objects.visible_to(people["mentor"]).exists()
        assert not MentoringContact.objects.visible_to(people["second"]).exists()
        sign(review, people["mentor"])  # what he was in the middle of is finished by himself
        sign(review, people["host_head"])
        assert form(posting, "F3", 15).status == "locked"
        interim = sign_by_all(TermForm.objects.get(pk=handover.form_id), people, by=people["mentor"])
        assert interim.status == "locked"
    dict.__setitem__(people, "mentor", people["second"].pk)

    # Month 18: the new mentor goes on with the half-year.
    with on(2027, 7, 2):
        met(posting, today())
        assert sign_by_all(form(posting, "F4", 18), people).status == "locked"

    # Month 20: the term is extended to thirty-six months; only what is not handed in moves.
    filed = set(posting.forms.filter(status="locked").values_list("pk", "due_on"))
    with on(2027, 9, 20):
        extend_posting(posting, term_months=36, decision_number="44-QĐ/BTCTU", decision_on=today(), by=officer)
        posting.refresh_from_db()
        assert posting.due_on == date(2029, 1, 5)
        assert set(posting.forms.filter(status="locked").values_list("pk", "due_on")) == filed
        expected = "1:F0 3:F3 6:F4 9:F3 12:F5 15:F3 15:F8 18:F4 21:F3 24:F5 27:F3 30:F4 33:F3 36:F6"
        assert by_month(posting) == expected

    # Months 21 to 30.
    rest = (("F3", 21, (2027, 10, 8)), ("F5", 24, (2027, 12, 9)), ("F3", 27, (2028, 4, 7)), ("F4", 30, (2028, 7, 4)))
    for code, month, day in rest:
        with on(*day):
            met(posting, today())
            assert sign_by_all(form(posting, code, month), people, level=4).status == "locked"

    # Six months before the end nothing is proposed: flag R11. With the proposal it eases; the decision follows.
    with on(2028, 7, 6):
        assert pressing("R11").level == "yellow"
        facts = {"direction": "higher", "document": "12-TTr/BTCTU", "dated_on": today()}
        proposal = propose_placement(posting, **facts, by=officer)
        assert propose_placement(posting, **facts, by=officer) == proposal
        assert pressing("R11") is None
    with on(2028, 11, 10):
        decision = {"decided": "return", "decision_number": "81-QĐ/BTCTU", "decision_on": today()}
        assert decide_placement(proposal, **decision, by=officer).is_decided

    # Months 33 to 36: last quarter, then the three parts of the final assessment in their order.
    with on(2028, 10, 10):
        assert sign_by_all(form(posting, "F3", 33), people, level=4).status == "locked"
    with on(2029, 1, 4):
        final = sign_by_all(form(posting, "F6", 36), people, level=4)
        assert final.status == "locked"
        assert set(final.documents.values_list("capacity", flat=True)) == {"host_head", "committee_officer"}

    # The return. Nothing that can be filled in here is left open.
    with on(2029, 1, 5):
        end_posting(
            posting,
            ended_on=today(),
            reason="returned",
            decision_number="81-QĐ/BTCTU",
            decision_on=date(2028, 11, 10),
            by=officer,
        )
        posting.refresh_from_db()
        assert posting.status == "ended"
        assert not posting.mentorships.current().exists()
        left = posting.forms.open().exclude(code__in=["F7", "F10"]).select_related("version")
        assert [row.code for row in left if Definition.of(row.version).is_fillable] == []
        assert [growth.change for growth in profile_of(posting).growths] == [0] * 10
        assert profile_of(posting).months == [6, 12, 18, 24, 30, 36]
        kinds = ["host_continued", "extended", "ended"]
        assert list(posting.changes.values_list("kind", flat=True)) == kinds
        assert not Posting.objects.visible_to(people["mentor"]).exists()

    # Ninety days the host unit still sees it; then only the person, the sending unit and the Committee.
    with on(2029, 4, 5):
        assert Posting.objects.visible_to(people["host_head"]).exists()
        assert ask_for_follow_ups() == 1
        answers = {"placed": "sending", "placed_on": date(2029, 1, 8), "fits": 4, "contacts": 5, "feedback": 4}
        official = people["young_official"]
        said = answer_follow_up(Posting.objects.get(), **answers, support=4, words="", by=official)
        assert answer_follow_up(Posting.objects.get(), **answers, support=4, words="", by=official) == said
        assert ask_for_follow_ups() == 0
    with on(2029, 4, 6):
        assert not Posting.objects.visible_to(people["host_head"]).exists()
        assert Posting.objects.visible_to(people["link_officer"]).exists()
