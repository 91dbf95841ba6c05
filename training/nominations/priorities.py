"""Who comes first when places are short: criteria in the order of a regulated value, each a small named function.

A criterion looks at a whole list of nominations for one class and says, for those it concerns, how early each comes
and in which words. What one criterion leaves equal the next decides. Subjects above register theirs (``register``), as
``training.obligations`` does with "overdue"; a name of the rule that nobody registered decides nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dateutil.relativedelta import relativedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from curriculum.clock.time import today
from training.cohorts.models import TrainingClass
from training.nominations.models import Enrolment, Nomination
from training.people.models import Position, PositionTitle
from training.regulations.queries import value_on


@dataclass(frozen=True)
class Weight:
    """What one criterion says of one nomination: a smaller ``order`` comes first; the words explain it."""

    order: float
    sentence: str = ""


@dataclass
class Ranked:
    """A nomination with its place, from 1, and the sentences that explain it."""

    nomination: Nomination
    place: int
    because: list[str] = field(default_factory=list)


Criterion = Callable[[TrainingClass, Sequence[Nomination]], Mapping[int, Weight]]
_criteria: dict[str, Criterion] = {}
_LAST = Weight(1)  # whoever a criterion does not name comes after those it names


def register(name: str, criterion: Criterion) -> None:
    """Let the priority rule use a criterion under this name.

    Its weights are by the nomination's key. Orders are numbers; whoever is not named has the order 1, so that a
    criterion that puts some people first names them with orders below 1.
    """
    _criteria[name] = criterion


def rule_in_force() -> list[str]:
    """The names of the criteria, the first first (regulated value ``nomination.priority_rule``)."""
    return list(value_on("nomination.priority_rule"))


def rank(training_class: TrainingClass, nominations: Sequence[Nomination]) -> list[Ranked]:
    """The nominations in the order of the rule in force today, each explained. A few queries, however many they are."""
    if not nominations:
        return []
    weights = [_criteria[name](training_class, nominations) for name in rule_in_force() if name in _criteria]
    ordered = sorted(
        nominations,
        key=lambda row: (*(weighed.get(row.pk, _LAST).order for weighed in weights), row.priority, row.pk),
    )
    return [
        Ranked(
            row, place, [weight.sentence for weighed in weights if (weight := weighed.get(row.pk)) and weight.sentence]
        )
        for place, row in enumerate(ordered, start=1)
    ]


def newly_appointed(training_class: TrainingClass, nominations: Sequence[Nomination]) -> dict[int, Weight]:
    """Those who took up a leading office not long ago (``nomination.newly_appointed_months``)."""
    since = today() - relativedelta(months=value_on("nomination.newly_appointed_months"))
    leading = [PositionTitle.RankLevel.HEAD, PositionTitle.RankLevel.DEPUTY]
    offices = Position.objects.current().filter(
        person__in=[row.person_id for row in nominations], valid_from__gte=since, title__rank_level__in=leading
    )
    appointed = dict(offices.order_by("valid_from").values_list("person", "valid_from"))
    return {
        row.pk: Weight(0, _("newly appointed %(day)s") % {"day": appointed[row.person_id].strftime("%d/%m/%Y")})
        for row in nominations
        if row.person_id in appointed
    }


def unit_balance(training_class: TrainingClass, nominations: Sequence[Nomination]) -> dict[int, Weight]:
    """Units with fewer people in the class come first; of one unit's people, its own order decides."""
    held = Enrolment.objects.active().filter(training_class=training_class).order_by()
    in_class = Counter(dict(held.values_list("unit").annotate(count=Count("pk"))))
    of_unit: dict[int, list[Nomination]] = defaultdict(list)
    for row in nominations:
        of_unit[row.unit_id].append(row)
    weights = {}
    for unit, rows in of_unit.items():
        for number, row in enumerate(sorted(rows, key=lambda row: (row.priority, row.pk)), start=in_class[unit] + 1):
            weights[row.pk] = Weight(number, _("no. %(number)s of the unit in this class") % {"number": number})
    return weights


def submitted(training_class: TrainingClass, nominations: Sequence[Nomination]) -> dict[int, Weight]:
    """Whoever was proposed earlier comes first."""
    return {
        row.pk: Weight(
            row.submitted_at.timestamp(),
            _("proposed %(moment)s") % {"moment": timezone.localtime(row.submitted_at).strftime("%H:%M %d/%m/%Y")},
        )
        for row in nominations
        if row.submitted_at is not None
    }


register("newly_appointed", newly_appointed)
register("unit_balance", unit_balance)
register("submitted", submitted)
