"""The report of a run in words a planner can act on: what was reached, what could not be kept and for whom, what stands
against any timetable at all. Made when it is read, in the language of the reader.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from training.scheduling.drafts.rules_of_planning import RULES
from training.scheduling.models import ClassMeeting, Room
from training.scheduling.resources.models import EquipmentKind

NAMED = 6
ALIKE = 3  # facts of one kind told one by one; more are told together


@dataclass(frozen=True)
class RuleWords:
    """A soft rule that could not be kept everywhere: how often, at what price, and each case."""

    rule: str
    name: str
    count: int
    price: int
    sentences: list[str] = field(default_factory=list)

    @property
    def more(self) -> int:
        """Cases that are counted and not told one by one."""
        return self.count - len(self.sentences)


def summary(report: dict) -> list[str]:
    """The first lines of the report: what was placed, what moved, how good it is and how good it could be."""
    said: list[str] = []
    if report.get("cost") is None:
        return said
    placed, moves = report["placed"], report["moves"]
    if placed:
        said.append(
            ngettext("%(count)s half-day has found its place.", "%(count)s half-days have found their place.", placed)
            % {"count": number_format(placed)}
        )
    said.append(
        ngettext("%(count)s meeting moves.", "%(count)s meetings move.", moves) % {"count": number_format(moves)}
        if moves
        else _("No meeting that had a place moves.")
    )
    words = {"cost": number_format(report["cost"]), "bound": number_format(report["bound"])}
    if report["cost"] <= report["bound"]:
        said.append(_("There is no better timetable: its price of %(cost)s is proven to be the lowest.") % words)
    elif report["bound"]:  # a small change is not measured against the best of all timetables
        words["gap"] = number_format(round(100 * report["gap"], 1))
        sentence = _("Its price is %(cost)s; none can be below %(bound)s, so at most %(gap)s per cent could be gained.")
        said.append(sentence % words)
    if report["is_stopped"]:
        said.append(_("It was stopped early: this is the best found until then."))
    if left := report["left_count"]:
        sentence = ngettext(
            "%(count)s rule is broken by published meetings; they were left where people were told they are.",
            "%(count)s rules are broken by published meetings; they were left where people were told they are.",
            left,
        )
        said.append(sentence % {"count": left})
    return said


def bent(report: dict) -> list[RuleWords]:
    """The soft rules that could not be kept, the dearest first, with for whom."""
    return [
        RuleWords(
            line["rule"],
            name_of(line["rule"]),
            line["count"],
            line["price"],
            [bent_sentence(finding, report["names"]) for finding in line["findings"]],
        )
        for line in report.get("bent", ())
    ]


def bent_sentence(finding: dict, names: dict[str, str]) -> str:
    """One case: who bears it, when, how much."""
    who = [names.get(key, key) for key in finding["who"]]
    words = {
        "who": who[0] if who else "",
        "others": ", ".join(who[1 : NAMED + 1]),
        "what": "; ".join(names.get(key, key) for key in finding["meetings"][-1:]),
        "when": when(finding["half_day"]),
        "units": number_format(finding["units"]),
    }
    return str(BENT.get(finding["rule"], OTHERWISE)) % words


def left(report: dict) -> list[str]:
    """Rules that published meetings break where they stand."""
    return [hard_sentence(finding, report["names"]) for finding in report.get("left", ())]


def hard_sentence(finding: dict, names: dict[str, str]) -> str:
    keys = [*finding["who"], *finding["meetings"]]
    words = {"rule": name_of(finding["rule"]), "who": _named(keys, names), "when": when(finding["half_day"])}
    return (_("%(rule)s: %(who)s, %(when)s.") if words["when"] else _("%(rule)s: %(who)s.")) % words


def moved(report: dict) -> list[dict]:
    """Meetings that move: what, from where, to where."""
    return [
        {"row": move["row"], "what": move["what"], "before": place(move["before"]), "after": place(move["after"])}
        for move in report.get("moved", ())
    ]


def place(kept: dict) -> str:
    return ", ".join(part for part in (when(kept["half_day"]), kept["room"], kept["lecturer"]) if part)


def conflict_sentences(report: dict) -> list[str]:
    """Why there is no timetable: the facts that cannot all hold, each as something that can be changed."""
    facts = report.get("conflict") or []
    if not facts:
        return []
    first = _("These cannot all hold at once; changing any one of them makes room:")
    if not report.get("is_smallest"):
        first = _("Among these lies what stands against any timetable:")
    said = [first]
    for kind, several in groupby(facts, key=lambda fact: fact["kind"]):
        alike = list(several)
        if len(alike) <= ALIKE:
            said += [fact_sentence(fact, report["names"]) for fact in alike]
        else:
            keys = [fact["keys"][0] for fact in alike if fact["keys"]]
            words = {"rule": name_of(kind), "who": _named(keys, report["names"]), "count": number_format(len(alike))}
            said.append((_("%(rule)s (%(count)s): %(who)s.") % words).replace("….", "…"))
    return said


def fact_sentence(fact: dict, names: dict[str, str]) -> str:
    """One fact of a conflict, with who, when and how many."""
    known = defaultdict(lambda: "–", {name: number_format(value) for name, value in fact["numbers"].items()})
    known["who"] = _named(fact["keys"], names)
    known["first"], known["rest"] = _named(fact["keys"][:1], names), _named(fact["keys"][1:], names)
    if fact["kind"] in CONFLICT:
        return str(CONFLICT[fact["kind"]]) % known
    return " ".join(part for part in (name_of(fact["kind"]), known["who"]) if part)


def name_of(rule: str) -> str:
    return str(RULES[rule].name) if rule in RULES else str(MORE_NAMES.get(rule, rule))


def when(text: str) -> str:
    """A half-day, a day, a week, a month or a year of the solver, as people write it."""
    span, _space, rest = text.partition(" ")
    if not text:
        return ""
    if span == "week":
        year, week = rest.split("-")
        return _("week %(week)s of %(year)s") % {"week": int(week), "year": year}
    if span == "month":
        year, month = rest.split("-")
        return _("month %(month)s/%(year)s") % {"month": month, "year": year}
    if span == "year":
        return _("the year %(year)s") % {"year": rest}
    day = date.fromisoformat(span).strftime("%d/%m/%Y")
    return f"{ClassMeeting.Slot(rest).label} {day}" if rest else day


def _named(keys, names: dict[str, str]) -> str:
    told = [names.get(key) or when_or_key(key) for key in keys]
    shown = "; ".join(told[:NAMED])
    return f"{shown}…" if len(told) > NAMED else shown


def when_or_key(key: str) -> str:
    """A key without a name may be a kind of room or equipment, a half-day, a day or a span of days."""
    if key in KINDS:
        return str(KINDS[key])
    try:
        return when(key)
    except ValueError:
        return key


OTHERWISE = gettext_lazy("%(who)s: %(units)s.")
MORE_NAMES: dict[str, Promise] = {
    "soft_duty": gettext_lazy("Duties that do not forbid"),
    "placed": gettext_lazy("Without a place"),
}
BENT: dict[str, Promise] = {
    "compact": gettext_lazy("Class %(who)s comes on %(units)s days more than it must, or waits between its days."),
    "room_changes": gettext_lazy("Class %(who)s changes its room for “%(what)s”, %(when)s."),
    "preference": gettext_lazy("%(who)s teaches at a time they would rather not: %(when)s."),
    "balance": gettext_lazy("%(who)s gives %(units)s periods above an even share."),
    "spread": gettext_lazy("%(who)s: several leaders study in %(when)s: %(others)s."),
    "published": gettext_lazy("“%(what)s” is not where people were told; now %(when)s."),
    "soft_duty": gettext_lazy("Class %(who)s meets during a duty, %(when)s: %(others)s."),
}
CONFLICT: dict[str, Promise] = {
    "duty": gettext_lazy("“%(first)s”: no class may meet in its %(half_days)s half-days."),
    "holiday": gettext_lazy("Public holidays among the days of the class: %(who)s."),
    "weekend": gettext_lazy("No class meets on weekends; %(days)s such days lie between."),
    "away": gettext_lazy("%(first)s is away in %(half_days)s half-days."),
    "availability": gettext_lazy("%(first)s is usually free in %(half_days)s half-days of the week only."),
    "load": gettext_lazy("%(first)s may teach %(week)s periods a week, %(month)s a month, %(year)s a year."),
    "room_closed": gettext_lazy("%(first)s is closed in %(half_days)s half-days."),
    "capacity": gettext_lazy("Class %(first)s needs %(seats)s seats; %(rooms)s rooms have so many."),
    "locked": gettext_lazy("“%(first)s” is locked where it stands."),
    "declined": gettext_lazy("The lecturer who was asked has declined “%(first)s”."),
    "room_kind": gettext_lazy("%(meetings)s half-days need a room of this kind: %(who)s; there are %(rooms)s."),
    "equipment": gettext_lazy("%(meetings)s half-days need a room with: %(who)s."),
    "cover": gettext_lazy("Of the leaders of %(first)s (%(rest)s) at most %(most_away)s may be away on one day."),
    "person": gettext_lazy("%(first)s sits in several of the classes: %(rest)s."),
    "day_max": gettext_lazy("Class %(first)s has at most %(most)s periods a day, for %(meetings)s half-days."),
    "day_min": gettext_lazy("Class %(first)s has at least %(least)s periods on each day it meets."),
    "module_order": gettext_lazy("The modules of class %(first)s come in the order of the programme."),
    "window": gettext_lazy("Class %(first)s needs %(meetings)s half-days; its days (%(rest)s) have %(half_days)s."),
    "competence": gettext_lazy("%(meetings)s half-days need somebody who may teach them: %(who)s; %(lecturers)s may."),
    "travel": gettext_lazy("No lecturer teaches at two places in half-days that follow each other."),
    "lecturer": gettext_lazy(
        "A lecturer gives one meeting at a time; %(lecturers)s can give the %(meetings)s asked for."
    ),
    "room": gettext_lazy("A room holds one class at a time; there are %(rooms)s for %(meetings)s half-days."),
    "class": gettext_lazy("Concerned, each with one meeting in a half-day: class %(who)s."),
}
KINDS = dict(Room.Kind.choices) | dict(EquipmentKind.choices)
