"""One function for each kind of rule that is asked of a person alone: facts in, answer and facts used out. No database.

What is missing is named and the answer is "cannot be said"; it is never taken for yes or no.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from training.people.models import Person
from training.rotation.eligibility.facts import Ask, Facts, Office
from training.rotation.eligibility.findings import Fact, Finding, Result, finding
from training.rotation.eligibility.models import PostingRule
from training.rotation.eligibility.retirement import retires_on
from training.rotation.term import months_after, months_between

Kind = PostingRule.Kind
Check = Callable[[Facts, Ask, dict[str, Any]], Finding]
CHECKS: dict[str, Check] = {}
GRASSROOTS = "commune"
THEORY_ORDER = ["", *Person.TheoryLevel.values]
ONE_DAY = timedelta(days=1)


def check_of(kind: str) -> Callable[[Check], Check]:
    def register(function: Check) -> Check:
        CHECKS[kind] = function
        return function

    return register


@check_of(Kind.HOLDS_TITLE)
def holds_title(person: Facts, ask: Ask, parameters: dict[str, Any]) -> Finding:
    held = [office for office in person.offices if office.is_held_on(ask.day)]
    if not held:
        return finding(
            Result.UNKNOWN,
            _("No office is recorded on %(day)s, so it cannot be said whether one of the titles is held."),
            Fact("office", None),
            day=ask.day,
        )
    for office in held:
        if office.title in parameters["titles"]:
            return finding(
                Result.MET,
                _("Holds the office of %(office)s on %(day)s."),
                fact_of_office(office, ask),
                office=described(office, ask),
                day=ask.day,
            )
    main = next((office for office in held if office.is_main), held[0])
    return finding(
        Result.NOT_MET,
        _("On %(day)s the office held is %(office)s, which is none of the titles of this group."),
        *(fact_of_office(office, ask) for office in held),
        day=ask.day,
        office=described(main, ask),
    )


@check_of(Kind.AGE_BELOW)
def age_below(person: Facts, ask: Ask, parameters: dict[str, Any]) -> Finding:
    years = parameters["years"]
    born = person.birth_date
    if born is None:
        return _without_birth_date()
    reached = months_after(born, 12 * years)
    age = months_between(born, ask.day) // 12
    facts = (Fact("birth_date", born), Fact("age", age, "reckoned"))
    values = {"age": age, "day": ask.day, "reached": reached, "years": years}
    if reached > ask.day:
        return finding(Result.MET, _("%(age)d years old on %(day)s, below %(years)d."), *facts, **values)
    return finding(
        Result.NOT_MET,
        _("%(age)d years old on %(day)s; %(years)d were reached on %(reached)s, the rule asks for less."),
        *facts,
        **values,
    )


@check_of(Kind.IN_SUCCESSION)
def in_succession(person: Facts, ask: Ask, parameters: dict[str, Any]) -> Finding:
    for flag in person.flags:
        if flag.first <= ask.day and (flag.last is None or ask.day <= flag.last):
            return finding(
                Result.MET,
                _("In succession planning on %(day)s."),
                Fact("succession", True, "document", flag.document),
                day=ask.day,
            )
    past = [flag for flag in person.flags if flag.last is not None and flag.last < ask.day]
    if past:
        latest = max(past, key=lambda flag: flag.last)
        return finding(
            Result.NOT_MET,
            _("Was in succession planning until %(last)s, no longer on %(day)s."),
            Fact("succession", False, "document", latest.document),
            last=latest.last,
            day=ask.day,
        )
    return finding(
        Result.NOT_MET,
        _("Not recorded as being in succession planning on %(day)s."),
        Fact("succession", False, "committee"),
        day=ask.day,
    )


@check_of(Kind.NO_GRASSROOTS)
def no_grassroots(person: Facts, ask: Ask, parameters: dict[str, Any]) -> Finding:
    """Months in offices of commune-level units, of today and of old, before the day; overlapping ones count once."""
    months = parameters["months"]
    if not person.offices:
        return finding(
            Result.UNKNOWN,
            _("No office at all is recorded, so experience at the grassroots cannot be told."),
            Fact("office", None),
        )
    spans = [
        (office.first, min(office.last or ask.day, ask.day))
        for office in person.offices
        if ask.world.units[office.unit].level == GRASSROOTS and office.first <= ask.day
    ]
    served = _months_of(spans)
    places = sorted(
        {ask.world.name_on(o.unit, ask.day) for o in person.offices if ask.world.units[o.unit].level == GRASSROOTS}
    )
    facts = (Fact("grassroots_months", served, "reckoned", ", ".join(places)),)
    if served < months:
        return finding(
            Result.MET,
            _("%(served)d months at the grassroots by %(day)s, fewer than %(months)d."),
            *facts,
            served=served,
            day=ask.day,
            months=months,
        )
    return finding(
        Result.NOT_MET,
        _("%(served)d months at the grassroots by %(day)s (%(places)s); the rule asks for fewer than %(months)d."),
        *facts,
        served=served,
        day=ask.day,
        months=months,
        places=", ".join(places),
    )


@check_of(Kind.YEARS_LEFT)
def years_left(person: Facts, ask: Ask, parameters: dict[str, Any]) -> Finding:
    years = parameters["years"]
    if person.birth_date is None:
        return _without_birth_date()
    if not person.sex:
        return finding(
            Result.UNKNOWN, _("The sex is not recorded, and retirement age depends on it."), Fact("sex", None)
        )
    if gap := ask.world.gaps.get("retirement"):
        return finding(Result.UNKNOWN, "%(gap)s", gap=gap)
    leaves = retires_on(person.birth_date, ask.world.values["retirement"][person.sex])
    left = months_between(ask.day, leaves)
    facts = (Fact("birth_date", person.birth_date), Fact("sex", person.sex), Fact("retires_on", leaves, "reckoned"))
    values = {"left": max(left, 0) // 12, "months": max(left, 0) % 12, "leaves": leaves, "day": ask.day, "years": years}
    if left >= 12 * years:
        return finding(
            Result.MET,
            _("%(left)d years and %(months)d months left on %(day)s (retirement age on %(leaves)s)."),
            *facts,
            **values,
        )
    return finding(
        Result.NOT_MET,
        _(
            "%(left)d years and %(months)d months left on %(day)s (retirement age on %(leaves)s); "
            "the rule asks for at least %(years)d years."
        ),
        *facts,
        **values,
    )


@check_of(Kind.TERM_SERVED)
def term_served(person: Facts, ask: Ask, parameters: dict[str, Any]) -> Finding:
    months = parameters["months"]
    running = [sent for sent in person.sent if sent.is_running_on(ask.day)]
    if not running:
        return finding(Result.MET, _("Not posted anywhere on %(day)s."), Fact("posting", False), day=ask.day)
    sent = max(running, key=lambda one: one.first)
    facts = (
        Fact("posting", sent.first, "decision", sent.decision),
        *((Fact("term_ends", sent.due, "decision", sent.decision),) if sent.due else ()),
    )
    served = months_between(sent.first, ask.day)
    values = {"since": sent.first, "decision": sent.decision, "served": served, "months": months, "day": ask.day}
    if served >= months or (sent.due is not None and sent.due <= ask.day):
        return finding(
            Result.MET,
            _("Posted since %(since)s (decision %(decision)s); the term is served on %(day)s (%(served)d months)."),
            *facts,
            **values,
        )
    return finding(
        Result.NOT_MET,
        _(
            "Posted since %(since)s (decision %(decision)s), %(served)d months by %(day)s; "
            "a further movement needs at least %(months)d."
        ),
        *facts,
        **values,
    )


@check_of(Kind.SECONDMENT_GUARD)
def secondment_guard(person: Facts, ask: Ask, parameters: dict[str, Any]) -> Finding:
    """Only what the unit has confirmed, yes or no; the reason is nowhere (rules.md B6)."""
    if person.sex == Person.Sex.MALE:
        return finding(Result.NOT_CONCERNED, _("The exemption does not concern men."), Fact("sex", person.sex))
    fresh = [
        said
        for said in person.confirmations
        if said.on <= ask.day and months_after(said.on, parameters["months"]) >= ask.day
    ]
    if not fresh:
        return finding(
            Result.UNKNOWN,
            _("The unit has not confirmed within %(months)d months before %(day)s whether an exemption applies."),
            Fact("confirmation", None, "unit"),
            months=parameters["months"],
            day=ask.day,
        )
    last = fresh[0]
    fact = Fact("confirmation", last.yes, "unit", last.on.strftime("%d/%m/%Y"))
    if last.yes:
        return finding(Result.NOT_MET, _("The unit confirmed on %(on)s that an exemption applies."), fact, on=last.on)
    return finding(Result.MET, _("The unit confirmed on %(on)s that no exemption applies."), fact, on=last.on)


@check_of(Kind.CONCLUSION)
def conclusion(person: Facts, ask: Ask, parameters: dict[str, Any]) -> Finding:
    """The result and its date; nothing else of it is kept (rules.md §9)."""
    fresh = [
        said
        for said in person.conclusions
        if said.on <= ask.day and months_after(said.on, parameters["months"]) >= ask.day
    ]
    if not fresh:
        return finding(
            Result.UNKNOWN,
            _("No conclusion on political criteria within %(months)d months before %(day)s is recorded."),
            Fact("conclusion", None, "committee"),
            months=parameters["months"],
            day=ask.day,
        )
    last = fresh[0]
    fact = Fact("conclusion", last.yes, "committee", last.on.strftime("%d/%m/%Y"))
    if last.yes:
        return finding(Result.MET, _("Political criteria met by the conclusion of %(on)s."), fact, on=last.on)
    return finding(Result.NOT_MET, _("Political criteria not met by the conclusion of %(on)s."), fact, on=last.on)


@check_of(Kind.THEORY)
def theory(person: Facts, ask: Ask, parameters: dict[str, Any]) -> Finding:
    least = parameters["least"]
    wanted = Person.TheoryLevel(least).label
    fact = Fact("theory", person.theory)
    if not person.theory:
        return finding(Result.UNKNOWN, _("The political theory level is not recorded."), fact)
    level = Person.TheoryLevel(person.theory).label
    if THEORY_ORDER.index(person.theory) >= THEORY_ORDER.index(least):
        return finding(Result.MET, _("Political theory level: %(level)s."), fact, level=level)
    return finding(
        Result.NOT_MET,
        _("Political theory level: %(level)s; the rule asks for %(wanted)s at least."),
        fact,
        level=level,
        wanted=wanted,
    )


def described(office: Office, ask: Ask) -> str:
    return f"{office.title_name}, {ask.world.name_on(office.unit, ask.day)}"


def fact_of_office(office: Office, ask: Ask) -> Fact:
    since = f"{described(office, ask)} ({office.first:%d/%m/%Y}–{f'{office.last:%d/%m/%Y}' if office.last else ''})"
    return Fact("office", since, "decision" if office.decision else "register", office.decision)


def _without_birth_date() -> Finding:
    return finding(
        Result.UNKNOWN,
        _("The date of birth is not recorded. Add it to the person's record, then ask again."),
        Fact("birth_date", None),
    )


def _months_of(spans: list[tuple[date, date]]) -> int:
    """Whole months of all spans together; what overlaps or follows without a gap is one span."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + ONE_DAY:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return sum(months_between(first, last + ONE_DAY) for first, last in joined)
