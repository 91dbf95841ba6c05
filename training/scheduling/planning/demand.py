"""Which half-days a class needs: its programme spent over half-days, less the meetings there are (rules.md T8)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from curriculum.models import ModulePage
from training.cohorts.models import TrainingClass
from training.regulations.queries import value_on
from training.scheduling.drafts.models import DraftMeeting, TimetableDraft
from training.scheduling.drafts.services import Wanted, add_wanted, classes_of


@dataclass(frozen=True)
class Part:
    """One half-day of a programme: the module that begins it, which half-day of the module it is, its periods."""

    module: int
    title: str
    number: int
    periods: int


def parts_of(facts: dict, per_half_day: int) -> Iterator[Part]:
    """The programme of a class (``TrainingClass.programme_facts``) half-day by half-day, in its order.

    A half-day is filled up with the next module, so that none is half empty but the last.
    """
    left = [[module, module["periods"]] for module in facts.get("modules", ()) if module["periods"]]
    numbers: Counter[int] = Counter()
    while left:
        first, room = left[0][0], per_half_day
        while left and room:
            spent = min(room, left[0][1])
            room -= spent
            left[0][1] -= spent
            if not left[0][1]:
                left.pop(0)
        numbers[first["page"]] += 1
        yield Part(first["page"], first["title"], numbers[first["page"]], per_half_day - room)


def missing_parts(parts: Iterable[Part], there: Iterable[tuple[int | None, int]]) -> list[Part]:
    """The parts that have no meeting, where ``there`` names the module and the periods of each meeting there is.

    A meeting stands for a half-day of its module; what is over, or names no module, for the last half-days missing.
    """
    of_module: Counter[int] = Counter()
    spare = 0
    parts = list(parts)
    needed = Counter(part.module for part in parts)
    for module, periods in there:
        if module is not None and of_module[module] < needed[module]:
            of_module[module] += 1
        else:
            spare += periods
    missing = [part for part in parts if part.number > of_module[part.module]]
    while missing and spare >= missing[-1].periods:
        spare -= missing.pop().periods
    return missing


def wanted_of(draft: TimetableDraft, classes: Iterable[int] | None = None) -> list[Wanted]:
    """The half-days that the programmes of the draft's year ask for and that no row of the draft stands for.

    ``classes``: only these (keys). Three queries.
    """
    rows: dict[int, list[tuple[int | None, int]]] = defaultdict(list)
    kept = DraftMeeting.objects.filter(draft=draft)  # taken out by hand is not asked for again
    for training_class, module, periods in kept.values_list("training_class", "module", "periods"):
        rows[training_class].append((module, periods))
    running = classes_of(draft.year).filter(opens_on__year=draft.year).order_by("opens_on", "code")
    if classes is not None:
        running = running.filter(pk__in=list(classes))
    missing: list[tuple[TrainingClass, Part]] = []
    for one in running:
        per_half_day = value_on("training.periods_per_half_day", one.opens_on)
        parts = parts_of(one.programme_facts, per_half_day)
        missing += [(one, part) for part in missing_parts(parts, rows[one.pk])]
    modules = ModulePage.objects.only("pk").in_bulk({part.module for _one, part in missing})
    return [Wanted(one, part.title, part.periods, modules.get(part.module), part.number) for one, part in missing]


def complete_draft(draft: TimetableDraft, *, by) -> list[DraftMeeting]:
    """Put what the programmes still ask for into the draft, not placed yet. A second call adds nothing."""
    wanted = wanted_of(draft)
    return add_wanted(draft, wanted, by=by) if wanted else []
