"""Two officers decide the same places at once: one decision, one posting each, and a clear sentence for the second."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date
from threading import Barrier

import pytest

from django.db import connection
from django.utils import translation

from tests.factories.training import AgencyFactory, PositionFactory, UnitFactory, user_with_role
from training.errors import WrongState
from training.models import ChosenPlace, Posting, WaveDocument
from training.rotation.matching.choosing import change_by_hand
from training.rotation.matching.decisions import decide
from training.rotation.waves.forwarding import put_forward
from training.rotation.waves.offering import offer_post

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.usefixtures("en", "instruments"),
]
WHY = "Gia đình ở gần, thường vụ đã thống nhất."


@pytest.fixture
def chosen(documented, title, cast, blocs):
    """Two officials of one agency, each with a place that waits for the decision."""
    by, agency = cast.committee_officer, AgencyFactory()
    for unit in (UnitFactory(), UnitFactory()):
        offer = offer_post(documented, unit=unit, title=title, kind="rotation", reason="Khuyết", by=by)
        facts = {"unit": agency, "kind": "rotation", "bloc": blocs["party"], "reason": "Quy hoạch"}
        candidate = put_forward(documented, PositionFactory(unit=agency).person, **facts, by=by)
        change_by_hand(candidate, offer, justification=WHY, by=by)
    return documented


def test_two_decide_one_wave_at_once(chosen, cast):
    officers = {"88-QĐ/TU": cast.committee_officer, "89-QĐ/TU": user_with_role("committee_officer")}
    for officer in officers.values():
        officer.roles  # noqa: B018 (read once, as in a request)
    together = Barrier(len(officers))
    dates = {"decision_on": date(2026, 11, 23), "effective_on": date(2026, 12, 1)}

    def run(context, number):
        def at_once():
            together.wait(timeout=30)
            with translation.override("en"):  # a thread of its own has not the language of the test
                try:
                    return decide(chosen, decision_number=number, **dates, by=officers[number])
                except WrongState as refusal:
                    return str(refusal)

        try:
            return context.run(at_once)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(officers)) as pool:
        answers = dict(zip(officers, pool.map(run, [copy_context() for _number in officers], officers), strict=True))
    (first, made), (_second, refused) = sorted(answers.items(), key=lambda answer: isinstance(answer[1], str))
    assert {posting.decision_number for posting in made} == {first}
    assert f"decision {first} was recorded by" in refused
    assert "Nothing was recorded a second time." in refused
    assert Posting.objects.filter(wave=chosen).count() == ChosenPlace.objects.filter(posting__isnull=False).count() == 2
    assert list(WaveDocument.objects.filter(step="decision").values_list("number", flat=True)) == [first]
    assert decide(chosen, decision_number=first, **dates, by=officers[first]) == made
