"""The rules that are asked of a person and a post together: local people, relatives, terms in a row. No database.

For matching, the same rules are turned round: ``barred_units`` names every unit a person is barred from, so that a
thousand people and hundreds of posts need no question for each pair.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from training.rotation.eligibility.checks import check_of, described
from training.rotation.eligibility.facts import Ask, Facts, Office, Relative
from training.rotation.eligibility.findings import Fact, Finding, Result, finding
from training.rotation.eligibility.models import Kinship, PostingRule
from training.rotation.term import months_between
from training.units.locality import Tie

Kind = PostingRule.Kind
SHORT_BREAK = timedelta(days=92)  # between two appointments to the same post, as when a unit is made anew


@dataclass(frozen=True)
class Obstacle:
    """A rule that speaks against a person at a post, or (``is_unknown``) cannot be answered for it."""

    code: str
    sentence: str
    is_unknown: bool = False


@check_of(Kind.NON_LOCAL)
def non_local(person: Facts, ask: Ask, parameters: dict[str, Any]) -> Finding:
    assert ask.post is not None
    if ask.post.title not in parameters["titles"]:
        return _other_title()
    if gap := ask.world.gaps.get("local_criteria"):
        return finding(Result.UNKNOWN, "%(gap)s", gap=gap)
    host = ask.world.units[ask.post.unit].name
    facts = [Fact(name, ask.world.name_on(place, ask.day)) for name, place in person.places]
    if person.place_text:
        facts.append(Fact("native_place", person.place_text))
    facts.append(Fact("host_unit", host, "units"))
    if not person.places and not person.place_text:
        return finding(
            Result.UNKNOWN,
            _("Neither native place nor any other place that counts is recorded, so nobody can say whether the "
              "person is local to %(host)s."),
            *facts,
            host=host,
        )  # fmt: skip
    ties = sorted(
        (_RANK[tie], name, place, tie)
        for name, place in person.places
        if (tie := ask.world.locality.tie(place, ask.post.unit)) is not None
    )
    if not ties:
        return finding(Result.MET, _("Not a local person at %(host)s."), *facts, host=host)
    _rank, name, place, tie = ties[0]
    values = {"place": ask.world.name_on(place, ask.day), "host": host, "what": _place_word(name)}
    if tie == Tie.PARTIAL and not parameters.get("partial", True):
        return finding(Result.MET, _PARTIAL_COUNTS_NOT, *facts, **values)
    result = Result.UNKNOWN if tie == Tie.UNTOLD else Result.NOT_MET
    return finding(result, _TIES[tie], *facts, **values)


@check_of(Kind.KIN)
def kin(person: Facts, ask: Ask, parameters: dict[str, Any]) -> Finding:
    assert ask.post is not None
    host = ask.world.units[ask.post.unit].name
    if parameters.get("host_titles") and ask.post.title not in parameters["host_titles"]:
        return _other_title()
    for relative, office in _leading_relatives(person, ask.day, parameters):
        if ask.post.unit in ask.world.locality.units_of(office.unit):
            return finding(
                Result.NOT_MET,
                _("A relative (%(kind)s), %(relative)s, is in the leadership there: %(office)s."),
                Fact("relative", f"{relative.kind}:{relative.name} ({relative.staff_code})", "committee"),
                Fact("office", described(office, ask), "decision", office.decision),
                kind=_kin_word(relative.kind),
                relative=relative.name,
                office=described(office, ask),
            )
    return finding(
        Result.MET,
        _("No recorded relative is in the leadership of %(host)s."),
        Fact("host_unit", host, "units"),
        *(Fact("relative", f"{one.kind}:{one.name} ({one.staff_code})", "committee") for one in person.relatives),
        host=host,
    )


@check_of(Kind.TERMS_IN_ROW)
def terms_in_row(person: Facts, ask: Ask, parameters: dict[str, Any]) -> Finding:
    assert ask.post is not None
    if ask.post.title not in parameters["titles"]:
        return _other_title()
    host, most = ask.world.units[ask.post.unit].name, parameters["terms"] * parameters["term_months"]
    offices = [
        office
        for office in person.offices
        if office.title == ask.post.title and ask.post.unit in ask.world.locality.units_of(office.unit)
    ]
    served = _months_in_row(offices, ask.day)
    facts = (Fact("head_months", served, "reckoned"), Fact("host_unit", host, "units"))
    values = {"served": served, "host": host, "terms": parameters["terms"], "day": ask.day}
    if served < most:
        return finding(
            Result.MET, _("%(served)d months in a row at the head of %(host)s by %(day)s."), *facts, **values
        )
    return finding(
        Result.NOT_MET,
        _("%(served)d months in a row at the head of %(host)s and what went into it by %(day)s: %(terms)d terms."),
        *facts,
        **values,
    )


def barred_units(person: Facts, ask: Ask, rule: PostingRule) -> frozenset[int]:
    """The units at which the rule may speak against the person; elsewhere it is met. For the post of ``ask.post``."""
    return _BARRED[rule.kind](person, ask, rule.parameters)


def titles_of(rule: PostingRule) -> frozenset[str] | None:
    """The titles the rule asks about; None: every title."""
    named = rule.parameters.get("host_titles" if rule.kind == Kind.KIN else "titles")
    return frozenset(named) if named else None


def _barred_as_local(person: Facts, ask: Ask, parameters: dict[str, Any]) -> frozenset[int]:
    places = [place for _name, place in person.places]
    ways = [ask.world.locality.units_of(place) | ask.world.known.ancestors(place) for place in places]
    return frozenset().union(*ways)


def _barred_by_kin(person: Facts, ask: Ask, parameters: dict[str, Any]) -> frozenset[int]:
    offices = [office for _relative, office in _leading_relatives(person, ask.day, parameters)]
    return frozenset().union(*(ask.world.locality.units_of(office.unit) for office in offices))


def _barred_by_terms(person: Facts, ask: Ask, parameters: dict[str, Any]) -> frozenset[int]:
    led = {office.unit for office in person.offices if office.title in parameters["titles"]}
    return frozenset().union(*(ask.world.locality.units_of(unit) for unit in led))


_BARRED: dict[str, Callable[[Facts, Ask, dict[str, Any]], frozenset[int]]] = {
    Kind.NON_LOCAL: _barred_as_local,
    Kind.KIN: _barred_by_kin,
    Kind.TERMS_IN_ROW: _barred_by_terms,
}
_RANK = {Tie.SAME: 0, Tie.WHOLE: 1, Tie.PARTIAL: 2, Tie.UNTOLD: 3}
_TIES = {
    Tie.SAME: _("A local person: %(what)s %(place)s."),
    Tie.WHOLE: _("A local person: %(what)s %(place)s, which went into %(host)s as a whole."),
    Tie.PARTIAL: _("A local person: %(what)s %(place)s, a part of which is in %(host)s today."),
    Tie.UNTOLD: _(
        "The %(what)s is recorded as %(place)s, a later unit that holds something of %(host)s; which part is meant "
        "cannot be told. Record the place by its old unit."
    ),
}
_PARTIAL_COUNTS_NOT = _("A part of %(place)s (%(what)s) is in %(host)s today, which by this rule does not make local.")


def _place_word(name: str) -> Any:
    return _WORDS[name]


_WORDS = {
    "native_place": _("native place"),
    "birthplace": _("birthplace"),
    "permanent_residence": _("permanent residence"),
    "previous_work": _("place of earlier work"),
}


def _kin_word(kind: str) -> Any:
    return Kinship.Kind(kind).label


def _other_title() -> Finding:
    return finding(Result.NOT_CONCERNED, _("The rule does not concern this title."))


def _leading_relatives(person: Facts, day: date, parameters: dict[str, Any]) -> Iterator[tuple[Relative, Office]]:
    """Relatives of the kinds named who lead on the day, in whatever unit."""
    for relative in person.relatives:
        if relative.kind in parameters["relations"]:
            for office in relative.offices:
                if office.title in parameters["titles"] and office.is_held_on(day):
                    yield relative, office


def _months_in_row(offices: Iterable[Office], day: date) -> int:
    """Months of the last unbroken row of these offices by the day; 0 where it ended more than a short break ago."""
    began: date | None = None
    ended: date | None = None
    for office in sorted((one for one in offices if one.first <= day), key=lambda one: one.first):
        last = min(office.last or day, day)
        if began is None or office.first > ended + SHORT_BREAK:
            began, ended = office.first, last
        else:
            ended = max(ended, last)
    if began is None or day > ended + SHORT_BREAK:
        return 0
    return months_between(began, ended + timedelta(days=1))
