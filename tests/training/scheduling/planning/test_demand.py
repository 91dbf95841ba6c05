"""Which half-days a class still needs: its programme less its meetings, once, in order."""

from datetime import date

import pytest

from tests.factories.curriculum import ModulePageFactory
from tests.factories.training import ClassMeetingFactory, TrainingClassFactory
from training.cohorts.facts import programme_facts
from training.regulations.queries import value_on
from training.scheduling.drafts.services import open_draft
from training.scheduling.planning.demand import Part, complete_draft, missing_parts, parts_of, wanted_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
FACTS = {
    "modules": [
        {"page": 1, "title": "Một", "periods": 6},
        {"page": 2, "title": "Hai", "periods": 2},
        {"page": 3, "title": "Ba", "periods": 9},
    ]
}
PARTS = [Part(1, "Một", 1, 4), Part(1, "Một", 2, 4), Part(3, "Ba", 1, 4), Part(3, "Ba", 2, 4), Part(3, "Ba", 3, 1)]


def test_a_programme_is_spent_over_half_days_in_its_order():
    assert list(parts_of(FACTS, 4)) == PARTS
    assert list(parts_of({}, 4)) == []


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        ([], PARTS),
        ([(1, 4)], PARTS[1:]),
        ([(3, 4), (1, 4)], [PARTS[1], *PARTS[3:]]),
        ([(1, 4), (1, 4), (1, 4)], PARTS[2:4]),  # one too many of the first stands for the last period
        ([(None, 4)], PARTS[:4]),
        ([(part.module, part.periods) for part in PARTS], []),
    ],
)
def test_meetings_stand_for_their_half_days_and_what_is_over_for_the_last(there, missing):
    assert missing_parts(PARTS, there) == missing


def test_a_draft_is_completed_once(cast, django_assert_max_num_queries):
    held = TrainingClassFactory(status="planned", opens_on=date(2027, 3, 1), closes_on=date(2027, 3, 12))
    first, second = (ModulePageFactory(parent=held.programme, title=title) for title in ("Một", "Hai"))
    first.theory_periods, second.theory_periods = 6, 2
    for module in (first, second):
        module.save()
    held.programme_facts = programme_facts(held.programme)
    held.save()
    ClassMeetingFactory(training_class=held, module=first, date=date(2027, 3, 1))
    draft = open_draft(2027, by=cast.training_office)
    value_on("training.periods_per_half_day")  # the table of regulated values is read once a minute
    with django_assert_max_num_queries(3):
        wanted = wanted_of(draft)
    assert [(one.module.pk, one.part, one.periods) for one in wanted] == [(first.pk, 2, 4), (second.pk, 1, 4)]
    assert len(complete_draft(draft, by=cast.training_office)) == 2
    assert complete_draft(draft, by=cast.training_office) == []
    assert draft.meetings.filter(date=None).count() == 2
