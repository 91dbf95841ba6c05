"""Rules asked about people on a wave, answers kept for ever, asked again, excepted, and rules that change."""

from datetime import date, datetime, timedelta

import pytest

from django.db import IntegrityError, transaction

from curriculum.clock.time import set_to
from tests.factories.training import PersonFactory, PositionFactory, PositionTitleFactory, UnitFactory, user_with_role
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import EligibilityAnswer, EligibilityEvaluation, PostingRule, Role, UnitLink
from training.regulations.queries import forget_cached_values
from training.rotation.eligibility.differences import Cause, difference
from training.rotation.eligibility.facts import Post
from training.rotation.eligibility.keeping import add_rule, end_rule, replace_rule
from training.rotation.eligibility.obstacles import obstacles_of, pair_obstacles
from training.rotation.eligibility.records import (
    confirm_exemption,
    end_succession,
    flag_succession,
    record_exception,
    record_kinship,
    withdraw_exception,
)
from training.rotation.eligibility.reference import load_posting_rules
from training.rotation.eligibility.rehearsal import rehearse
from training.rotation.eligibility.services import evaluate

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("en")]
REFERENCE = date(2027, 3, 1)


@pytest.fixture
def officer(cast):
    return cast.committee_officer


def answers(evaluation) -> dict[str, str]:
    return {one.code: one.result for one in evaluation.answers.all()}


def test_the_answer_is_kept_rule_by_rule_with_the_facts_used(wave, young, officer):
    one, none = young(), young(born=None, planned=False)
    first, second = evaluate(people=[one, none], wave=wave, by=officer)
    assert (first.verdict, first.group, first.day) == ("eligible", "young", REFERENCE)
    assert answers(first) == {
        "leaders-title": "not_met",
        "young-age": "met",
        "young-succession": "met",
        "young-grassroots": "met",
        "years-left": "met",
        "term-served": "met",
        "conclusion": "unknown",  # it only warns
        "theory": "met",
    }
    age = first.answers.get(code="young-age")
    assert age.rule.legal_basis.startswith("Kế hoạch luân chuyển")
    assert age.facts[0] == {"name": "birth_date", "value": "1995-05-20", "source": "register", "document": ""}
    assert "31 years old on 01/03/2027" in age.sentence
    assert "31 tuổi" in age.sentence_vi
    assert second.verdict == "not_eligible"  # not in planning; the missing birth date alone would leave it open
    assert "date of birth is not recorded" in second.answers.get(code="young-age").sentence
    assert list(EligibilityEvaluation.objects.latest_for(wave).order_by("pk")) == [first, second]


def test_one_of_the_two_target_groups_is_enough(wave, young, officer):
    head = young(born=date(1983, 1, 1), planned=False)
    title = PositionTitleFactory(code="deputy_division_head", name_vi="Phó Trưởng phòng", is_key_official=False)
    PositionFactory(person=head, unit=head.positions.get().unit, title=title, valid_from=date(2024, 1, 1))
    found = evaluate(people=[head], wave=wave, by=officer)[0]
    assert (found.verdict, found.group) == ("eligible", "leaders")
    assert answers(found)["young-age"] == "not_met"


def test_asking_again_gives_a_new_answer_only_where_something_differs(wave, young, officer):
    person = young(planned=False)
    before = evaluate(people=[person], wave=wave, by=officer)[0]
    assert evaluate(people=[person], wave=wave, by=officer) == [before]
    flag_succession(person, valid_from=date(2026, 1, 1), source_document="QĐ 5-QĐ/TU", by=officer)
    after = evaluate(people=[person.pk], wave=wave, by=officer)[0]
    assert after.supersedes == before
    assert (before.verdict, after.verdict) == ("not_eligible", "eligible")
    told = difference(before, after)
    assert [(one.code, one.older.result, one.newer.result, one.causes) for one in told] == [
        ("young-succession", "not_met", "met", (Cause.FACTS,))
    ]
    before.refresh_from_db()
    assert answers(before)["young-succession"] == "not_met"
    assert list(EligibilityEvaluation.objects.latest_for(wave)) == [after]


def test_a_changed_rule_changes_no_answer_that_was_given(wave, young, officer):
    person = young(born=date(1994, 1, 1))
    before = evaluate(people=[person], wave=wave, by=officer)[0]
    said = list(before.answers.values_list("code", "result", "sentence_vi", "rule_id"))
    rule = PostingRule.objects.get(code="young-age")
    rehearsed = rehearse(rule, valid_from=date(2026, 12, 1), wave=wave, parameters={"years": 33})
    assert [(t.person, t.before, t.after) for t in rehearsed.touched] == [(person, "eligible", "not_eligible")]
    assert PostingRule.objects.filter(code="young-age").count() == 1  # nothing was saved
    new = replace_rule(
        rule, valid_from=date(2026, 12, 1), legal_basis="KH 30-KH/TU", parameters={"years": 33}, by=officer
    )
    assert replace_rule(
        rule, valid_from=date(2026, 12, 1), legal_basis="KH 30-KH/TU", parameters={"years": 33}, by=officer
    ) == new  # fmt: skip
    assert list(before.answers.values_list("code", "result", "sentence_vi", "rule_id")) == said
    after = evaluate(people=[person], wave=wave, by=officer)[0]
    assert (before.verdict, after.verdict) == ("eligible", "not_eligible")
    assert [(one.code, one.causes) for one in difference(before, after)] == [("young-age", (Cause.RULE_CHANGED,))]
    assert after.answers.get(code="young-age").rule == new
    assert before.answers.get(code="young-age").rule == rule


def test_nothing_that_was_answered_can_be_changed(wave, young, officer):
    found = evaluate(people=[young()], wave=wave, by=officer)[0]
    for row in (found, found.answers.first()):
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()
    with pytest.raises(TypeError):
        EligibilityAnswer.objects.update(result="met")


def test_an_exception_by_decision_and_its_withdrawal(wave, young, officer):
    person = young(born=date(1991, 1, 1))
    assert evaluate(people=[person], wave=wave, by=officer)[0].verdict == "not_eligible"
    given = {"decision_number": "77-QĐ/TU", "decided_on": date(2026, 11, 20), "reason": "Yêu cầu nhiệm vụ."}
    exception = record_exception(person, "young-age", wave=wave, by=officer, **given)
    assert record_exception(person, "young-age", wave=wave, by=officer, **given) == exception
    allowed = evaluate(people=[person], wave=wave, by=officer)[0]
    assert allowed.verdict == "by_exception"
    answer = allowed.answers.get(code="young-age")
    assert (answer.result, answer.exception) == ("excepted", exception)
    assert "Excepted by decision 77-QĐ/TU of 20/11/2026" in answer.sentence
    withdraw_exception(exception, decision_number="80-QĐ/TU", on=date(2026, 11, 22), by=officer)
    again = evaluate(people=[person], wave=wave, by=officer)[0]
    assert again.verdict == "not_eligible"
    assert difference(allowed, again)[0].causes == (Cause.EXCEPTION,)
    with pytest.raises(WrongState, match="was withdrawn on 22/11/2026"):
        record_exception(person, "young-age", wave=wave, by=officer, **given)
    with pytest.raises(InvalidInput, match="Nobody may except"):
        record_exception(person, "secondment-guard", by=officer, **given)


def test_a_rule_with_a_gap_in_its_dates_is_named(wave, young, officer):
    end_rule(
        PostingRule.objects.get(code="term-served", valid_to=None),
        last_day=date(2027, 1, 31),
        reason="Hết hiệu lực",
        by=officer,
    )
    add = {"valid_from": date(2027, 6, 1), "legal_basis": "QĐ mới", "by": officer}
    replace_rule(PostingRule.objects.get(code="term-served", valid_to=date(2027, 1, 31)), **add)
    found = evaluate(people=[young()], wave=wave, by=officer)[0]
    assert found.verdict == "unknown"
    answer = found.answers.get(code="term-served")
    assert answer.rule is None
    assert "has no version on 01/03/2027: the last ended on 31/01/2027" in answer.sentence
    assert "the next begins on 01/06/2027" in answer.sentence


def test_a_value_with_a_gap_is_named(wave, young, officer):
    from training.models import RegulatedValue

    RegulatedValue.objects.filter(key="retirement.age_months").update(valid_to=date(2026, 12, 31))
    forget_cached_values()
    found = evaluate(people=[young()], wave=wave, by=officer)[0]
    assert found.verdict == "unknown"
    assert "has no value on 01/03/2027" in found.answers.get(code="years-left").sentence


def test_two_versions_of_one_rule_never_hold_on_one_day(rules):
    rule = PostingRule.objects.get(code="young-age")
    rule.pk = None
    rule.valid_from, rule.valid_to = date(2020, 1, 1), date(2020, 12, 31)
    with pytest.raises(IntegrityError), transaction.atomic():
        rule.save()
    early = PostingRule.objects.get(code="years-left", valid_to=date(2022, 4, 27))
    early.valid_to = date(2022, 4, 28)
    with pytest.raises(IntegrityError), transaction.atomic():
        early.save()


def test_rules_that_no_rule_can_say(rules, officer, cast):
    rule = PostingRule.objects.get(code="young-age")
    given = {"valid_from": date(2026, 12, 1), "legal_basis": "KH 30-KH/TU"}
    with pytest.raises(InvalidInput, match="from 18 to 75"):
        replace_rule(rule, parameters={"years": 3}, by=officer, **given)
    with pytest.raises(InvalidInput, match="Choose 23/11/2026 or later"):
        replace_rule(rule, parameters={"years": 33}, by=officer, valid_from=date(2026, 1, 1), legal_basis="KH")
    with pytest.raises(InvalidInput, match="Name the document"):
        replace_rule(rule, parameters={"years": 33}, by=officer, valid_from=date(2026, 12, 1), legal_basis=" ")
    with pytest.raises(NotAllowed):
        replace_rule(rule, parameters={"years": 33}, by=cast.training_office, **given)
    added = add_rule(
        kind="years_left",
        name_vi="Năm công tác",
        sentence_vi="Còn 5 năm.",
        parameters={"years": 5},
        by=officer,
        **given,
    )
    assert added.code == "nam-cong-tac"


def test_secondment_asks_what_the_unit_confirmed_and_keeps_no_reason(wave, young, officer):
    woman = young(sex="female")
    unit_officer = user_with_role(Role.UNIT_COORDINATOR, unit=woman.positions.get().unit)
    ask = {"people": [woman], "wave": wave, "movement": "secondment", "by": officer}
    assert evaluate(**ask)[0].verdict == "unknown"
    confirm_exemption(woman, is_exempt=False, confirmed_on=date(2026, 11, 20), by=unit_officer)
    assert evaluate(**ask)[0].verdict == "eligible"
    confirm_exemption(woman, is_exempt=True, confirmed_on=date(2026, 11, 21), by=unit_officer)
    refused = evaluate(**ask)[0]
    assert refused.verdict == "not_eligible"
    assert "young-age" not in answers(refused)  # the target groups are of rotation
    with pytest.raises(NotAllowed):
        confirm_exemption(young(), is_exempt=False, confirmed_on=date(2026, 11, 20), by=unit_officer)


def test_who_may_ask(wave, young, officer, cast):
    person = young()
    unit_officer = user_with_role(Role.UNIT_COORDINATOR, unit=person.positions.get().unit)
    assert evaluate(people=[person], wave=wave, by=unit_officer)[0].verdict == "eligible"
    with pytest.raises(NotAllowed, match="your own unit"):
        evaluate(people=[young()], wave=wave, by=unit_officer)
    for stranger in (cast.training_office, cast.auditor, cast.trainee, None):
        with pytest.raises(NotAllowed):
            evaluate(people=[person], wave=wave, by=stranger)
    with pytest.raises(InvalidInput, match="01/03/2027"):
        evaluate(people=[person], wave=wave, day=date(2026, 1, 1), by=officer)
    assert EligibilityEvaluation.objects.visible_to(cast.auditor).count() == 1
    assert not EligibilityEvaluation.objects.visible_to(unit_officer)


def test_a_post_at_what_became_of_the_native_place(wave, young, officer, cast):
    old = UnitFactory(name="Phường Cũ", valid_to=date(2025, 6, 30))
    three = [UnitFactory(name=f"Phường {n}", valid_from=date(2025, 7, 1)) for n in (1, 2, 3)]
    for unit in three:
        UnitLink.objects.create(predecessor=old, successor=unit, extent="partial", effective_on=date(2025, 7, 1))
    other = UnitFactory(name="Phường Khác", valid_from=date(2025, 7, 1))
    title = PositionTitleFactory(code="party_secretary", name_vi="Bí thư Đảng ủy")
    person, stranger = young(native_place=old), young(native_place_text="tỉnh Ninh Bình")
    refused = evaluate(people=[person], wave=wave, host_unit=three[1], title=title, by=officer)[0]
    assert (refused.verdict, answers(refused)["non-local"]) == ("not_eligible", "not_met")
    assert "Phường Cũ (cũ), a part of which is in Phường 2" in refused.answers.get(code="non-local").sentence
    assert evaluate(people=[person], wave=wave, host_unit=other, title=title, by=officer)[0].verdict == "eligible"
    posts = [Post(unit.pk, unit.pk, "party_secretary") for unit in [*three, other]]
    deputy = Post("deputy", three[0].pk, "pc_vice_chairman")
    barred = pair_obstacles(people=[person, stranger], posts=[*posts, deputy], on=REFERENCE)
    assert {pair: [one.code for one in found] for pair, found in barred.items()} == {
        (person.pk, unit.pk): ["non-local"] for unit in three
    }
    exception = {"decision_number": "9-QĐ/TU", "decided_on": date(2026, 11, 1), "reason": "Theo đề án."}
    record_exception(person, "non-local", host_unit=three[0], by=officer, **exception)
    assert obstacles_of(person, three[0], title, REFERENCE) == []
    assert [one.code for one in obstacles_of(person, three[2], title, REFERENCE)] == ["non-local"]
    sister = PersonFactory()
    PositionFactory(
        person=sister, unit=other, title=PositionTitleFactory(code="pc_chairman"), valid_from=date(2025, 7, 1)
    )
    record_kinship(sister, stranger, kind="sibling", source="Sơ yếu lý lịch", by=officer)
    assert [one.code for one in obstacles_of(stranger, other, title, REFERENCE)] == ["kin"]


def test_many_people_take_as_many_questions_as_one(wave, young, officer, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        evaluate(people=[young(planned=False).pk], wave=wave, by=officer)
    people = [young(planned=False).pk for _number in range(8)]
    with CaptureQueriesContext(connection) as many:
        evaluate(people=people, wave=wave, by=officer)
    assert len([q for q in many if q["sql"].startswith("SELECT")]) <= len(
        [q for q in one if q["sql"].startswith("SELECT")]
    )


def test_a_flag_of_planning_ends_and_the_wave_hears_of_it(wave, young, officer):
    person = young()
    entry = person.succession_entries.get()
    with set_to(datetime(2026, 11, 24, 9, 0)):
        end_succession(entry, last_day=date(2026, 11, 24), by=officer)
    found = evaluate(people=[person], wave=wave, by=officer)[0]
    assert "Was in succession planning until 24/11/2026" in found.answers.get(code="young-succession").sentence
    with pytest.raises(InvalidInput, match="on these days already"):
        flag_succession(person, valid_from=entry.valid_from + timedelta(days=9), source_document="QĐ", by=officer)


def test_the_rules_that_come_with_the_portal_are_loaded_once(db):
    assert load_posting_rules() == PostingRule.objects.count() > 12
    assert load_posting_rules() == 0
