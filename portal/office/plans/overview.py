"""What the screen of one plan shows: each item with its classes and learners, and the year as a picture."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.clock.time import today
from training.models import Enrolment, PlanItem, TrainingClass, TrainingPlan
from training.regulations.queries import value_on

Stage = TrainingClass.Stage
TONES = {
    Stage.TENTATIVE: "tentative",
    Stage.CONFIRMED: "confirmed",
    Stage.RUNNING: "running",
    Stage.FINISHED: "finished",
    Stage.CANCELLED: "cancelled",
}


@dataclass
class ItemRow:
    """One item beside what became of it."""

    item: PlanItem
    classes: list[TrainingClass] = field(default_factory=list)

    @property
    def standing(self) -> list[TrainingClass]:
        return [one for one in self.classes if one.stage != Stage.CANCELLED]

    @property
    def taken(self) -> int:
        return sum(one.taken for one in self.standing)

    @property
    def passed(self) -> int:
        return sum(one.passed for one in self.standing)

    @property
    def confirmed(self) -> int:
        return sum(one.stage != Stage.TENTATIVE for one in self.standing)

    @property
    def to_make(self) -> int:
        return max(self.item.class_count - len(self.classes), 0)

    @property
    def progress(self) -> str:
        words = {"made": len(self.standing), "planned": self.item.class_count}
        return ngettext("%(made)s of %(planned)s class", "%(made)s of %(planned)s classes", words["planned"]) % words

    @property
    def bars(self) -> list[dict]:
        """The classes, and the periods in which the classes not made yet are planned."""
        return [*map(_class_bar, self.classes), *self._planned_bars()]

    def _planned_bars(self) -> list[dict]:
        spans = self.item.periods if self.to_make else []
        return [
            {
                "start": span.first,
                "end": span.last,
                "tone": "planned",
                "title": _("%(programme)s, planned: %(period)s")
                % {"programme": self.item.programme.code, "period": span.label},
                "url": "",
            }
            for span in dict.fromkeys(spans[len(self.classes) :] or spans[-1:])
        ]


@dataclass
class Overview:
    """A plan with its rows and its sums."""

    plan: TrainingPlan
    rows: list[ItemRow]
    at_risk: int

    @property
    def classes_planned(self) -> int:
        return sum(row.item.class_count for row in self.rows)

    @property
    def classes_made(self) -> int:
        return sum(len(row.standing) for row in self.rows)

    @property
    def confirmed(self) -> int:
        return sum(row.confirmed for row in self.rows)

    @property
    def places(self) -> int:
        return sum(row.item.places for row in self.rows)

    @property
    def taken(self) -> int:
        return sum(row.taken for row in self.rows)

    @property
    def passed(self) -> int:
        return sum(row.passed for row in self.rows)

    @property
    def to_make(self) -> int:
        return sum(row.to_make for row in self.rows)

    @property
    def picture(self) -> list[dict]:
        return [{"label": row.item.programme, "note": row.progress, "bars": row.bars} for row in self.rows]

    @property
    def first(self) -> date:
        return date(self.plan.year, 1, 1)

    @property
    def last(self) -> date:
        return date(self.plan.year, 12, 31)


def overview(plan: TrainingPlan) -> Overview:
    """The plan as its screen shows it. Three queries."""
    rows = {item.pk: ItemRow(item) for item in plan.items.select_related("programme")}
    for row in rows.values():
        row.item.plan = plan
    classes = TrainingClass.objects.filter(plan_item__in=rows).with_taken()
    completed = Count("enrolments", filter=Q(enrolments__status=Enrolment.Status.COMPLETED))
    for one in classes.annotate(passed=completed).order_by("opens_on", "code"):
        rows[one.plan_item_id].classes.append(one)
    at_risk = classes.at_risk(today(), value_on("training.confirm_warning_days")).count()
    return Overview(plan, list(rows.values()), at_risk)


def _class_bar(one: TrainingClass) -> dict:
    words = {
        "class": one.code,
        "stage": one.get_stage_display(),
        "from": date_format(one.opens_on, "d/m"),
        "to": date_format(one.closes_on, "d/m"),
        "taken": one.taken,
        "places": one.capacity,
    }
    return {
        "start": one.opens_on,
        "end": one.closes_on,
        "tone": TONES[one.stage],
        "title": _("%(class)s, %(from)s–%(to)s: %(stage)s, %(taken)s of %(places)s places") % words,
        "url": reverse("office:class", args=[one.pk]),
    }
