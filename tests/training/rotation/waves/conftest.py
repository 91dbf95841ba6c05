"""A wave on which the units were called, in an installation that keeps everything before the decision."""

from datetime import date

import pytest

from tests.factories.training import PositionTitleFactory
from training.models import Bloc, RegulatedValue, RotationWave
from training.regulations.queries import forget_cached_values
from training.rotation.waves.planning import announce_wave, make_plan, record_document


def track(what: str) -> None:
    """Let the installation keep so much before the decision."""
    RegulatedValue.objects.filter(key="rotation.pre_decision_tracking").update(value=what)
    forget_cached_values()


@pytest.fixture
def blocs(db) -> dict[str, Bloc]:
    names = ("party", "front_mass", "government_service")
    made = [
        Bloc.objects.create(code=code, name_vi=code, name_en=code, order=order, valid_from=date(2020, 1, 1))
        for order, code in enumerate(names)
    ]
    return {bloc.code: bloc for bloc in made}


@pytest.fixture
def wave(cast, blocs) -> RotationWave:
    """The first of four: reference date 1/3/2027, posts from 1/11 to 30/11/2026, today is 23/11/2026."""
    track("full")
    by = cast.committee_officer
    plan = make_plan(name="Kế hoạch luân chuyển 2027–2028", first_reference=date(2027, 3, 1), by=by)
    return announce_wave(plan.waves.order_by("reference_date").first(), by=by)


@pytest.fixture
def documented(wave, cast) -> RotationWave:
    """With a document for each of the four steps before the decision."""
    for number, step in enumerate(("policy", "proposal", "preparation", "consultation"), start=1):
        record_document(
            wave, step=step, number=f"{number}-TTr/BTCTU", dated_on=date(2026, 11, number), by=cast.committee_officer
        )
    return wave


@pytest.fixture
def title(db):
    return PositionTitleFactory()
