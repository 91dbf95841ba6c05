"""Benefits: granted by documents, ended, taken back; what the rules grant and nobody recorded."""

from datetime import date

import pytest

from tests.factories.training import PostingFactory
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import Benefit, Posting
from training.rotation.benefits.queries import dues_of, wanting
from training.rotation.benefits.services import end_benefit, grant_benefit, take_back_benefit

pytestmark = pytest.mark.django_db


def grant(posting, by, kind="housing", document="12-QĐ", first=None, **facts):
    first = first or posting.effective_on
    return grant_benefit(posting, kind=kind, payer="host", valid_from=first, document=document, by=by, **facts)


@pytest.mark.both_databases
def test_a_benefit_is_granted_once_ended_and_taken_back_with_reasons(cast, en):
    posting, officer = PostingFactory(), cast.committee_officer
    benefit = grant(posting, officer, amount=2_000_000)
    assert grant(posting, officer) == benefit
    with pytest.raises(InvalidInput, match="cannot begin before its decision"):
        grant(posting, officer, kind="travel", first=date(2019, 1, 1))
    with pytest.raises(NotAllowed):
        grant(posting, cast.unit_officer, kind="travel")
    end_benefit(benefit, last_day=benefit.valid_from, document="13-QĐ", by=officer)
    take_back_benefit(benefit, reason="Ghi nhầm người", by=officer)
    benefit.refresh_from_db()
    assert benefit.taken_back_because == "Ghi nhầm người"
    with pytest.raises(WrongState, match="taken back"):
        end_benefit(benefit, last_day=benefit.valid_from, document="14-QĐ", by=officer)
    assert grant(posting, officer).pk != benefit.pk


def test_what_the_rules_grant_is_wanting_until_recorded(cast):
    posting = PostingFactory(kind=Posting.Kind.ROTATION)
    assert set(wanting([posting])) == {posting.pk}
    for kind in ("retained_allowance", "housing", "travel", "study"):
        grant(posting, cast.committee_officer, kind=kind)
    assert wanting([posting]) == {}
    assert [(due.kind, len(due.recorded)) for due in dues_of(posting)] == [
        ("retained_allowance", 1),
        ("housing", 1),
        ("travel", 1),
        ("study", 1),
    ]
    assert Benefit.objects.visible_to(cast.stranger).count() == 0
