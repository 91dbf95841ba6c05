"""How far each competency came between month 6 and month 24, as the mentors saw it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F

from training.mentoring.competencies.models import Competency
from training.mentoring.models import FormRevision
from training.mentoring.profiles import MENTOR
from training.mentoring.reports.scope import Scope

FIRST, LAST = 6, 24


@dataclass(frozen=True)
class Change:
    """One competency over the officials who were assessed at both months; of few people nothing is drawn."""

    competency: Competency
    first: list[int]
    last: list[int]

    @property
    def people(self) -> int:
        return len(self.first)

    @property
    def mean_first(self) -> float:
        return round(sum(self.first) / len(self.first), 2) if self.first else 0.0

    @property
    def mean_last(self) -> float:
        return round(sum(self.last) / len(self.last), 2) if self.last else 0.0

    @property
    def mean_change(self) -> float:
        return round(self.mean_last - self.mean_first, 2)

    @property
    def rose(self) -> int:
        return sum(after > before for before, after in zip(self.first, self.last, strict=True))

    @property
    def fell(self) -> int:
        return sum(after < before for before, after in zip(self.first, self.last, strict=True))


def changes_of(scope: Scope) -> list[Change]:
    """Competency by competency, in their order. Two queries; only levels are read, no evidence."""
    competencies = list(Competency.objects.valid_on(scope.day).order_by("order"))
    levels = {f"level_{one.code}": F(f"answers__{one.code}_{MENTOR}__level") for one in competencies}
    rows = FormRevision.objects.filter(
        form__posting__in=scope.postings().order_by().values("pk"),
        form__month__in=[FIRST, LAST],
        form__code__in=["F4", "F5", "F6"],
        form__submitted_at__lt=scope.end,
        number=F("form__revision_number"),
    )
    seen: dict[tuple[int, int], list] = {}
    given_levels = rows.annotate(**levels).order_by("form__submitted_at")
    for posting, month, *given in given_levels.values_list("form__posting", "form__month", *levels):
        seen[posting, month] = given
    found: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for (posting, month), before in seen.items():
        after = seen.get((posting, LAST))
        if month != FIRST or after is None:
            continue
        for one, first, last in zip(competencies, before, after, strict=True):
            if first and last:
                found[one.code][0].append(int(first))
                found[one.code][1].append(int(last))
    return [Change(one, *found[one.code]) for one in competencies]
