"""The office changes the rules of obligation: from a day on, with a document, and nothing is rewritten."""

from datetime import date

import pytest

from tests.factories.curriculum import ProgrammePageFactory
from tests.factories.training import (
    ObligationRuleFactory,
    PersonFactory,
    PositionFactory,
    PositionTitleFactory,
)
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import Obligation, ObligationReckoning, ObligationRule
from training.obligations import keeping

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def said(cast):
    ProgrammePageFactory(code="CTX")
    PositionTitleFactory()
    return {
        "titles": ["pc_vice_chairman"],
        "programme_code": "CTX",
        "months": 6,
        "valid_from": date(2026, 1, 1),
        "legal_basis": "Kế hoạch 15-KH/TU",
        "by": cast.training_office,
    }


def test_a_rule_added_binds_those_appointed_since(cast, said):
    earlier = PositionFactory(valid_from=date(2025, 3, 1))
    later = PositionFactory(valid_from=date(2026, 3, 1))
    rule = keeping.add_rule(**said)
    assert keeping.add_rule(**said) == rule
    run = keeping.reckon_anew([rule], by=cast.training_office)
    assert (run.state, run.changed) == ("done", 1)
    (bound,) = Obligation.objects.all()
    assert (bound.person, bound.due_on) == (later.person, date(2026, 9, 1))
    assert earlier.person_id in run.people


def test_what_no_rule_can_say_is_refused(cast, said):
    for wrong in ({"legal_basis": " "}, {"months": 0}, {"programme_code": "XX"}, {"titles": ["emperor"]}):
        with pytest.raises(InvalidInput):
            keeping.add_rule(**(said | wrong))
    with pytest.raises(NotAllowed):
        keeping.add_rule(**(said | {"by": cast.unit_officer}))
    assert not ObligationRule.objects.exists()


def test_a_rule_replaced_binds_new_people_and_leaves_the_old_bound(cast, said):
    rule = keeping.add_rule(**said)
    old = PositionFactory(valid_from=date(2026, 3, 1))
    change = {
        "valid_from": date(2027, 1, 1),
        "months": 9,
        "legal_basis": "Kế hoạch 30-KH/TU",
        "by": cast.training_office,
    }
    new = keeping.replace_rule(rule, **change)
    assert keeping.replace_rule(rule, **change) == new
    rule.refresh_from_db()
    assert (rule.valid_to, rule.months, new.months, new.code) == (date(2026, 12, 31), 6, 9, rule.code)
    keeping.reckon_anew([rule, new], by=cast.training_office)
    assert Obligation.objects.get(person=old.person).rule == rule
    with pytest.raises(InvalidInput):
        keeping.replace_rule(new, **(change | {"valid_from": date(2026, 6, 1)}))


def test_a_rule_ends_today_or_later_with_a_reason(cast):
    rule = ObligationRuleFactory()
    for wrong in ({"last_day": date(2026, 1, 1)}, {"reason": ""}):
        with pytest.raises(InvalidInput):
            keeping.end_rule(
                rule, **({"last_day": date(2026, 12, 31), "reason": "Thôi", "by": cast.training_office} | wrong)
            )
    ended = keeping.end_rule(rule, last_day=date(2026, 12, 31), reason="Công văn 5", by=cast.training_office)
    assert ended.valid_to == date(2026, 12, 31)
    ObligationRule.objects.update(valid_to=date(2026, 1, 31))
    with pytest.raises(WrongState):
        keeping.end_rule(rule, last_day=date(2026, 12, 31), reason="Công văn 5", by=cast.training_office)


def test_a_large_reckoning_goes_on_where_it_stood_and_can_be_stopped(cast, said, monkeypatch):
    monkeypatch.setattr(keeping, "AT_ONCE", 0)
    monkeypatch.setattr(keeping, "CHUNK", 1)
    people = [PersonFactory() for _number in range(3)]
    for person in people:
        PositionFactory(person=person, valid_from=date(2026, 3, 1))
    run = keeping.reckon_anew([keeping.add_rule(**said)], by=cast.training_office)
    assert (run.state, run.total) == ("waiting", 3)
    ObligationReckoning.objects.update(done=1, state="running")  # a worker was killed after the first
    assert keeping.reckon(run.pk).changed == 2
    ObligationReckoning.objects.update(done=0, state="waiting", changed=0)
    keeping.cancel_reckoning(run, by=cast.training_office)
    assert (keeping.reckon(run.pk).state, keeping.reckon(run.pk).done) == ("cancelled", 0)


def test_the_screens_add_replace_and_end(cast, client, said):
    client.force_login(cast.training_office)
    form = {
        "titles": ["pc_vice_chairman"],
        "programme_code": "CTX",
        "months": "6",
        "earlier_months": "0",
        "valid_from": "2026-01-01",
        "legal_basis": "Kế hoạch 15-KH/TU",
    }
    assert client.post("/admin/obligation-rules/add/", form).status_code == 302
    rule = ObligationRule.objects.get()
    page = client.get(f"/admin/obligation-rules/{rule.pk}/").content.decode()
    assert "Kế hoạch 15-KH/TU" in page
    client.post(f"/admin/obligation-rules/{rule.pk}/replace/", form | {"valid_from": "2027-01-01", "months": "9"})
    new = ObligationRule.objects.get(months=9)
    answer = client.post(f"/admin/obligation-rules/{new.pk}/end/", {"last_day": "2027-12-31", "reason": "Hết hiệu lực"})
    assert answer.url == "/admin/obligation-rules/"
    assert client.get("/admin/obligation-rules/?holds=later").content.decode().count("CTX") >= 1
