from datetime import date, datetime

import pytest

from curriculum.clock.time import set_to
from tests.factories.curriculum import ProgrammePageFactory
from tests.factories.training import (
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
    PositionFactory,
    PositionTitleFactory,
    QuotaFactory,
    TrainingClassFactory,
    UnitFactory,
)
from training.models import EligibilityRule, Person
from training.nominations.eligibility import explain_eligibility, explain_for_people, is_eligible, why_not
from training.nominations.reference import load_eligibility_rules
from training.regulations.queries import value_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


def rule(code, kind, values, *, required=True, **dates):
    return EligibilityRule.objects.create(
        programme_code=code,
        kind=kind,
        values=values,
        is_required=required,
        legal_basis="Quy chế",
        **({"valid_from": date(2020, 1, 1)} | dates),
    )


def found(findings, name):
    return next(finding for finding in findings if finding["rule"] == name)


@pytest.fixture
def training_class():
    return TrainingClassFactory(programme=ProgrammePageFactory(code="BTX"))


@pytest.fixture
def secretary():
    title = PositionTitleFactory(code="party_secretary", name_vi="Bí thư Đảng ủy")
    return PositionFactory(title=title).person


def test_everything_met_is_explained_too(training_class, secretary):
    rule("BTX", "title", {"titles": ["party_secretary"]})
    unit = secretary.positions.get().unit
    QuotaFactory(training_class=training_class, unit=unit, places=2)
    findings = explain_eligibility(secretary, training_class, unit)
    assert is_eligible(findings)
    assert [finding["rule"] for finding in findings] == [
        "office_held",
        "title",
        "no_overlap",
        "accepts_nominations",
        "quota",
        "training_so_far",
        "plan_item",
    ]
    assert all(finding["sentence"] for finding in findings)
    assert found(findings, "title")["basis"] == "Quy chế"


def test_an_office_that_ended_or_is_elsewhere_does_not_count(training_class, secretary):
    elsewhere = UnitFactory(name="Xã Ô Diên")
    findings = explain_eligibility(secretary, training_class, elsewhere)
    assert not is_eligible(findings)
    assert "Xã Ô Diên" in why_not(findings)[0]
    secretary.positions.update(valid_to=date(2026, 11, 24))
    assert not found(explain_eligibility(secretary, training_class), "office_held")["ok"]


def test_outside_the_target_group_names_the_titles(training_class, secretary):
    PositionTitleFactory(code="pc_chairman", name_vi="Chủ tịch UBND")
    rule("BTX", "title", {"titles": ["pc_chairman"]})
    finding = found(explain_eligibility(secretary, training_class), "title")
    assert (finding["ok"], finding["facts"]["held"]) == (False, ["party_secretary"])
    assert "Chủ tịch UBND" in finding["sentence"]


def test_a_rule_that_only_warns_does_not_decide(training_class, secretary):
    rule("BTX", "title", {"titles": ["pc_chairman"]}, required=False)
    findings = explain_eligibility(secretary, training_class)
    assert not found(findings, "title")["ok"]
    assert is_eligible(findings)
    assert why_not(findings) == []


@pytest.mark.parametrize(
    ("dates", "asked"), [({"valid_to": date(2026, 11, 24)}, False), ({"valid_to": date(2026, 11, 25)}, True)]
)
def test_a_rule_is_asked_on_the_days_it_holds(training_class, secretary, dates, asked):
    rule("BTX", "title", {"titles": ["pc_chairman"]}, **dates)
    assert is_eligible(explain_eligibility(secretary, training_class)) is not asked


@pytest.mark.parametrize(
    ("born", "ok"), [(date(1991, 12, 8), True), (date(1991, 12, 7), False), (None, False), (date(1970, 1, 1), False)]
)
def test_age_counts_on_the_opening_day(training_class, secretary, born, ok):
    rule("BTX", "age", {"under": 35})
    secretary.birth_date = born
    assert found(explain_eligibility(secretary, training_class), "age")["ok"] is ok


@pytest.mark.parametrize(
    ("code", "status", "closes_on", "ok"),
    [
        ("BTX", "completed", date(2024, 1, 5), False),
        ("KNLD", "completed", date(2024, 1, 5), False),
        ("CDS", "completed", date(2024, 1, 5), True),
        ("BTX", "failed", date(2024, 1, 5), True),
        ("BTX", "withdrawn", date(2024, 1, 5), True),
        ("BTX", "completed", date(2021, 1, 5), True),
        ("KNLD", "enrolled", date(2026, 11, 28), False),
    ],
)
def test_an_equivalent_programme_is_not_taken_twice_within_its_validity(
    training_class, secretary, code, status, closes_on, ok
):
    rule("BTX", "not_repeated", {"months": 36, "equivalent": ["KNLD"]})
    programme = training_class.programme if code == "BTX" else ProgrammePageFactory(code=code)
    earlier = TrainingClassFactory(
        programme=programme,
        opens_on=closes_on.replace(day=1),
        closes_on=closes_on,
        nominate_until=closes_on.replace(day=1),
    )
    EnrolmentFactory(person=secretary, training_class=earlier, status=status)
    finding = found(explain_eligibility(secretary, training_class), "not_repeated")
    assert finding["ok"] is ok
    assert ok or earlier.code in finding["sentence"]


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "status", "ok"),
    [
        (date(2026, 12, 18), date(2026, 12, 30), "open", False),
        (date(2026, 12, 19), date(2026, 12, 30), "open", True),
        (date(2026, 12, 1), date(2026, 12, 7), "enrolling", False),
        (date(2026, 12, 1), date(2026, 12, 6), "enrolling", True),
        (date(2026, 12, 1), date(2026, 12, 30), "cancelled", True),
    ],
)
def test_nobody_is_in_two_overlapping_classes(training_class, secretary, opens_on, closes_on, status, ok):
    other = TrainingClassFactory(opens_on=opens_on, closes_on=closes_on, nominate_until=opens_on, status=status)
    EnrolmentFactory(person=secretary, training_class=other)
    assert found(explain_eligibility(secretary, training_class), "no_overlap")["ok"] is ok


def test_a_class_that_is_over_or_past_its_deadline_takes_nobody(training_class, secretary):
    with set_to(datetime(2026, 11, 30, 23, 0)):
        assert found(explain_eligibility(secretary, training_class), "accepts_nominations")["ok"]
    with set_to(datetime(2026, 12, 1, 0, 0)):
        assert not found(explain_eligibility(secretary, training_class), "accepts_nominations")["ok"]
    training_class.status = "open"
    assert not found(explain_eligibility(secretary, training_class), "accepts_nominations")["ok"]


def test_the_quota_counts_standing_nominations_of_the_unit_only(training_class, secretary):
    unit = secretary.positions.get().unit
    QuotaFactory(training_class=training_class, unit=unit, places=2)
    for status in ("submitted", "rejected", "withdrawn"):
        NominationFactory(training_class=training_class, unit=unit, status=status)
    NominationFactory(training_class=training_class)
    assert found(explain_eligibility(secretary, training_class, unit), "quota")["facts"] == {"left": 1}
    NominationFactory(training_class=training_class, unit=unit, status="waiting")
    assert not is_eligible(explain_eligibility(secretary, training_class, unit))


def test_nominated_by_another_unit_is_said(training_class, secretary):
    NominationFactory(training_class=training_class, person=secretary, unit=UnitFactory(name="Phường Láng"))
    finding = found(explain_eligibility(secretary, training_class), "nominated_once")
    assert (finding["ok"], "Phường Láng" in finding["sentence"]) == (False, True)


def test_four_hundred_people_cost_no_more_queries_than_one(training_class, django_assert_max_num_queries):
    rule("BTX", "title", {"titles": ["pc_vice_chairman"]})
    rule("BTX", "not_repeated", {"months": 36, "equivalent": []})
    unit = UnitFactory()
    people = Person.objects.bulk_create(PersonFactory.build() for _ in range(400))
    title = PositionTitleFactory()
    positions = [PositionFactory.build(person=person, unit=unit, title=title) for person in people]
    type(positions[0]).objects.bulk_create(positions)
    value_on("training.pass_mark")  # the table of regulated values is read once a minute
    with django_assert_max_num_queries(10):
        explained = explain_for_people(people, training_class, unit)
    assert len(explained) == 400
    assert all(is_eligible(findings) for findings in explained.values())


def test_the_rules_the_product_starts_with_name_titles_and_programmes_that_exist(hanoi):
    from curriculum.programmes.reference import DATA
    from training.models import PositionTitle

    assert load_eligibility_rules() == EligibilityRule.objects.count() > 10
    assert load_eligibility_rules() == 0
    codes = set(PositionTitle.objects.values_list("code", flat=True))
    programmes = (DATA / "programmes.csv").read_text()
    for row in EligibilityRule.objects.all():
        assert set(row.values.get("titles", ())) <= codes
        assert f"\n{row.programme_code}," in programmes
