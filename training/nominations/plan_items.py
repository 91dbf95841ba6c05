"""The item of the annual plan a nomination cites, as a finding of the eligibility (rules.md T1)."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from training.cohorts.models import TrainingClass
from training.nominations.findings import Finding, register
from training.people.models import Person
from training.regulations.queries import value_on

REQUIRED = "required"


def item_of_the_plan(people: list[Person], training_class: TrainingClass) -> Mapping[int, Finding]:
    """The same finding for everybody: on which item of which plan the class stands. No query where it was fetched with
    the class.
    """
    required = value_on("training.plan_item_required") == REQUIRED
    item = training_class.plan_item
    if item is None:
        sentence = _("The class is outside the training plan of the year.")
        finding = Finding("plan_item", False, sentence, required=required)
    else:
        words = {"order": item.order, "year": item.plan.year, "decision": item.plan.decision or _("not approved yet")}
        sentence = _("The class is item %(order)d of the training plan %(year)d (%(decision)s).") % words
        finding = Finding("plan_item", item.plan.is_approved, sentence, {"item": item.pk}, required=required)
    return {person.pk: finding for person in people}


register("plan_item", item_of_the_plan)
