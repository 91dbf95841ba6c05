"""The quotas of one class on one screen: units and blocs, filled by rule, copied, added up against the places."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from wagtail.admin import messages

from portal.office.base import REFUSALS
from portal.office.classes.pages import ClassPage
from training.models import Bloc, BlocQuota, Nomination, Position, Quota, TrainingClass, Unit
from training.nominations.allotment import by_weight, evenly
from training.nominations.services import set_quotas

EARLIER = 12  # classes offered to copy from
MOST = 9999


@dataclass
class Line:
    """A unit or a bloc on the screen: what it may send, what it has sent, how many key officials it has."""

    whose: Unit | Bloc
    value: str
    sent: int = 0
    weight: int = 0
    problem: str = ""


class ClassQuotas(ClassPage):
    """Fields are named ``unit-<key>`` and ``bloc-<key>``; an empty one means no quota.

    The buttons that fill change the fields only; nothing is kept before "Save".
    """

    template_name = "portal/office/nominations/quotas.html"
    tab = "quotas"

    @cached_property
    def may_set(self) -> bool:
        return self.request.user.has_perm("training.change_class", self.training_class) and self.is_open

    @property
    def is_open(self) -> bool:
        return self.training_class.status in (TrainingClass.Status.PLANNED, TrainingClass.Status.ENROLLING)

    @cached_property
    def units(self) -> list[Unit]:
        """The units of today that have people, and any that already has a number here."""
        with_people = Unit.objects.current().filter(pk__in=Position.objects.current().order_by().values("unit"))
        with_number = Unit.objects.filter(pk__in=self.training_class.quotas.values("unit"))
        return list(
            (with_people | with_number).distinct().select_related("type").order_by("-type__level", "sort_key", "code")
        )

    @cached_property
    def blocs(self) -> list[Bloc]:
        return list(Bloc.objects.current())

    @cached_property
    def earlier(self) -> list[TrainingClass]:
        """Classes whose numbers could be copied: of the same programme first, the latest first."""
        rows = TrainingClass.objects.filter(quotas__isnull=False).exclude(pk=self.training_class.pk).distinct()
        same = Q(programme=self.training_class.programme_id)
        return list(rows.annotate(is_same=same).order_by("-is_same", "-opens_on")[:EARLIER])

    def post(self, request, *args, **kwargs):
        if not self.may_set:
            messages.error(request, _("The quotas of this class can no longer be set."))
            return redirect("office:class_quotas", pk=self.training_class.pk)
        fill = request.POST.get("fill")
        if fill:
            return self.render_to_response(self.get_context_data(typed=self.filled(fill)))
        typed = self.typed()
        if any(_wrong(value) for value in typed.values()):
            messages.error(request, _("Some numbers cannot be right. Nothing was kept."))
            return self.render_to_response(self.get_context_data(typed=typed), status=422)
        try:
            set_quotas(
                self.training_class,
                {unit: _number(typed[name]) for unit in self.units if (name := f"unit-{unit.pk}") in typed},
                blocs={bloc: _number(typed[name]) for bloc in self.blocs if (name := f"bloc-{bloc.pk}") in typed},
                by=request.user,
            )
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            return self.render_to_response(self.get_context_data(typed=typed), status=422)
        messages.success(request, _("The quotas were set; the units see theirs at once."))
        return redirect("office:class_quotas", pk=self.training_class.pk)

    def typed(self) -> dict[str, str]:
        """What stands in the fields as they came."""
        names = [name for name in self.request.POST if name.startswith(("unit-", "bloc-"))]
        return {name: str(self.request.POST[name]).strip() for name in names}

    def filled(self, how: str) -> dict[str, str]:
        """The fields as the button asked leaves them."""
        typed = self.typed()
        chosen = [unit for unit in self.units if self.is_meant(unit)]
        if how == "clear":
            return typed | {f"unit-{unit.pk}": "" for unit in self.units}
        if how == "copy":
            return typed | self.copied()
        if how == "officials":
            numbers = by_weight(
                self.training_class.capacity, {unit.pk: self.weights.get(unit.pk, 0) for unit in chosen}
            )
        else:
            numbers = evenly(self.training_class.capacity, [unit.pk for unit in chosen])
        empty = {f"unit-{unit.pk}": "" for unit in self.units}
        return typed | empty | {f"unit-{pk}": str(number) for pk, number in numbers.items() if number}

    def is_meant(self, unit: Unit) -> bool:
        """Whether filling is for this unit: by level, where one was chosen."""
        level = self.request.POST.get("level")
        return not unit.is_closed and (not level or unit.type.level == level)

    def copied(self) -> dict[str, str]:
        key = self.request.POST.get("from")
        source = next((row for row in self.earlier if str(row.pk) == key), None)
        numbers = dict(source.quotas.values_list("unit", "places")) if source else {}
        blocs = dict(source.bloc_quotas.values_list("bloc", "places")) if source else {}
        fields = {f"unit-{unit.pk}": str(numbers.get(unit.pk, "")) for unit in self.units}
        return fields | {f"bloc-{bloc.pk}": str(blocs.get(bloc.pk, "")) for bloc in self.blocs}

    @cached_property
    def weights(self) -> dict[int, int]:
        """How many key officials each unit has today."""
        leading = Position.objects.current().leading().filter(is_concurrent=False).order_by()
        return dict(leading.values_list("unit").annotate(count=Count("person", distinct=True)))

    def get_context_data(self, typed: dict[str, str] | None = None, **kwargs):
        this = self.training_class
        units, blocs = self.lines("unit", self.units, Quota, typed), self.lines("bloc", self.blocs, BlocQuota, typed)
        for line in units:
            line.weight = self.weights.get(line.whose.pk, 0)
        return super().get_context_data(
            unit_lines=units,
            bloc_lines=blocs,
            total=sum(_number(line.value) or 0 for line in units if not line.problem),
            earlier=self.earlier,
            levels=sorted({(unit.type.level, unit.type.get_level_display()) for unit in self.units}),
            level=self.request.POST.get("level", ""),
            may_set=self.may_set,
            unsaved=typed is not None,
            sent_total=this.nominations.standing().count(),
            **kwargs,
        )

    def lines(self, kind: str, things: list, model: type, typed: dict[str, str] | None) -> list[Line]:
        kept = dict(model.objects.filter(training_class=self.training_class).values_list(kind, "places"))
        standing = Nomination.objects.standing().filter(
            training_class=self.training_class, **{f"{kind}__isnull": False}
        )
        sent = dict(standing.order_by().values_list(kind).annotate(count=Count("pk")))
        lines = []
        for thing in things:
            value = str(kept.get(thing.pk, "")) if typed is None else typed.get(f"{kind}-{thing.pk}", "")
            problem = _("A whole number, or nothing.") if _wrong(value) else ""
            lines.append(Line(thing, value, sent.get(thing.pk, 0), problem=problem))
        return lines


def _wrong(value: str) -> bool:
    return bool(value) and (not value.isdecimal() or int(value) > MOST)


def _number(value: str) -> int | None:
    return int(value) if value else None
