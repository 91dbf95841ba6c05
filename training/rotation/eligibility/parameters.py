"""What each kind of rule has to be told: the names of its parameters, of which sort each is, and what it may hold."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.errors import InvalidInput
from training.people.models import Person, PositionTitle
from training.rotation.eligibility.models import Kinship, PostingRule

Kind = PostingRule.Kind
NUMBER, TITLES, RELATIONS, LEVEL, FLAG = "number", "titles", "relations", "level", "flag"


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name in the rule, what it is called on the screen, its sort, and its bounds if a number."""

    name: str
    label: Any
    sort: str
    least: int = 1
    most: int = 120


TITLES_NAMED = Parameter("titles", gettext_lazy("Titles"), TITLES)
PARAMETERS: dict[str, tuple[Parameter, ...]] = {
    Kind.HOLDS_TITLE: (TITLES_NAMED,),
    Kind.AGE_BELOW: (Parameter("years", gettext_lazy("Below the age of (years)"), NUMBER, 18, 75),),
    Kind.IN_SUCCESSION: (),
    Kind.NO_GRASSROOTS: (Parameter("months", gettext_lazy("Fewer months at the grassroots than"), NUMBER),),
    Kind.YEARS_LEFT: (Parameter("years", gettext_lazy("Least years of service left"), NUMBER, 1, 40),),
    Kind.TERM_SERVED: (Parameter("months", gettext_lazy("Least months of a posting"), NUMBER),),
    Kind.SECONDMENT_GUARD: (Parameter("months", gettext_lazy("A confirmation counts for (months)"), NUMBER),),
    Kind.CONCLUSION: (Parameter("months", gettext_lazy("A conclusion counts for (months)"), NUMBER),),
    Kind.THEORY: (Parameter("least", gettext_lazy("Least political theory level"), LEVEL),),
    Kind.NON_LOCAL: (
        TITLES_NAMED,
        Parameter(
            "partial", gettext_lazy("A place of which the host unit holds only a part makes local as well"), FLAG
        ),
    ),
    Kind.KIN: (
        Parameter("relations", gettext_lazy("Relatives meant"), RELATIONS),
        Parameter("titles", gettext_lazy("Titles held by the relative"), TITLES),
        Parameter("host_titles", gettext_lazy("Titles of the post"), TITLES),
    ),
    Kind.TERMS_IN_ROW: (
        TITLES_NAMED,
        Parameter("terms", gettext_lazy("Terms in a row"), NUMBER, 1, 5),
        Parameter("term_months", gettext_lazy("Months of a term"), NUMBER, 12, 84),
    ),
}


def checked(kind: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters of this kind and no others. Raises ``InvalidInput`` for what the kind cannot hold."""
    if kind not in PARAMETERS:
        raise InvalidInput(_("There is no such kind of rule. Nothing was changed."))
    return {one.name: _checked_one(one, parameters.get(one.name)) for one in PARAMETERS[kind]}


def _checked_one(one: Parameter, value: Any) -> Any:
    if one.sort == NUMBER:
        if not isinstance(value, int) or isinstance(value, bool) or not one.least <= value <= one.most:
            bounds = {"name": one.label, "least": one.least, "most": one.most}
            raise InvalidInput(_("“%(name)s”: give a number from %(least)d to %(most)d. Nothing was changed.") % bounds)
        return value
    if one.sort == FLAG:
        return bool(value)
    if one.sort == LEVEL:
        if value not in Person.TheoryLevel.values:
            raise InvalidInput(_("“%(name)s”: choose one. Nothing was changed.") % {"name": one.label})
        return value
    known = set(Kinship.Kind.values) if one.sort == RELATIONS else _titles(value)
    if not value or not set(value) <= known:
        raise InvalidInput(_("“%(name)s”: choose at least one that exists. Nothing was changed.") % {"name": one.label})
    return list(value)


def _titles(codes: Any) -> set[str]:
    return set(PositionTitle.objects.filter(code__in=codes or ()).values_list("code", flat=True))
