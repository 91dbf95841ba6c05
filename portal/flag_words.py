"""How a flag is said on every screen: what was found, in a sentence, and the tones of its level."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.clock.time import today
from training.mentoring.flags.catalogue import FlagLevel, FlagRule
from training.models import Flag

TONES = {
    FlagLevel.INFO: "info",
    FlagLevel.YELLOW: "warn",
    FlagLevel.PATTERN: "warn",
    FlagLevel.CONFIDENTIAL: "bad",
    FlagLevel.RED: "bad",
    FlagLevel.BLOCK: "bad",
}


def flag_tone(flag: Flag) -> str:
    return TONES[FlagLevel(flag.level)]


def flag_sentence(flag: Flag) -> str:
    """What the portal found, in figures of that day; empty for a flag that a person raised in words of his own."""
    said = _SENTENCES.get(FlagRule(flag.rule))
    if flag.rule == FlagRule.R12:
        return _("An early return or a long leave was asked for. The reason is not kept here.")
    return said(flag.facts) if said and flag.facts else ""


def flag_time(flag: Flag) -> str:
    """How much time is left, or by how many days it is late."""
    if flag.is_closed or flag.due_on is None:
        return ""
    if flag.ceased_on is not None:
        return _("the cause is gone; close it with the result")
    days = (flag.due_on - today()).days
    if days == 0:
        return _("today is the last day")
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


def _day(value: Any) -> str:
    return (value if isinstance(value, date) else date.fromisoformat(value)).strftime("%d/%m/%Y")


def _no_contact(facts: dict) -> str:
    if not facts["last"]:
        return _("No confirmed contact in the %(days)d days since the posting began.") % facts
    return _("No confirmed contact for %(days)d days, the last on %(day)s.") % {**facts, "day": _day(facts["last"])}


def _concern(facts: dict) -> str:
    if "day" in facts:
        return _("The contact of %(day)s says: needs intervention.") % {"day": _day(facts["day"])}
    days = ", ".join(_day(day) for day in facts["days"])
    return _("Contacts one after the other say “to watch”: %(days)s.") % {"days": days}


def _form(facts: dict) -> str:
    return _("Form %(form)s of month %(month)d was due on %(day)s.") % {**facts, "day": _day(facts["due_on"])}


def _below(facts: dict) -> str:
    return _("%(competency)s stands at %(levels)s in months %(months)s; level %(expected)d is expected.") % {
        **facts,
        "levels": ", ".join(map(str, facts["levels"])),
        "months": ", ".join(map(str, facts["months"])),
    }


def _fell(facts: dict) -> str:
    (first, last), (before, after) = facts["months"], facts["levels"]
    return _("%(competency)s fell from level %(before)d to %(after)d between months %(first)d and %(last)d.") % {
        "competency": facts["competency"],
        "before": before,
        "after": after,
        "first": first,
        "last": last,
    }


def _differ(facts: dict) -> str:
    return _("In form %(form)s of month %(month)d the two views differ widely: %(codes)s.") % {
        **facts,
        "codes": ", ".join(facts["competencies"]),
    }


def _mentor(facts: dict) -> str:
    return {
        "none": _("No mentor is named."),
        "left": _("The mentor has left or is not available any more."),
        "moved": _("The mentor no longer works at the host unit."),
        "too_many": _("The mentor guides %(guided)d officials, more than %(most)d."),
    }[facts["cause"]] % facts


def _pattern(facts: dict) -> str:
    words = ngettext(
        "%(count)d flag at once at this host unit.", "%(count)d flags at once at this host unit.", facts["count"]
    )
    return words % facts


_SENTENCES: dict[FlagRule, Callable[[dict], str]] = {
    FlagRule.R1: _no_contact,
    FlagRule.R2: _concern,
    FlagRule.R3: _form,
    FlagRule.R4: _below,
    FlagRule.R5: _fell,
    FlagRule.R6: _differ,
    FlagRule.R7: _mentor,
    FlagRule.R8: lambda facts: _("Form %(form)s of month %(month)d carries the official rank “not completed”.") % facts,
    FlagRule.R10: lambda facts: (
        _("In form %(form)s of month %(month)d the official says that the relationship is not well.") % facts
    ),
    FlagRule.R11: lambda facts: (
        _("The term ends on %(day)s and no placement proposal is recorded.") % {"day": _day(facts["due_on"])}
    ),
    FlagRule.R14: lambda facts: (
        ngettext(
            "%(count)d flag at once at this host unit.", "%(count)d flags at once at this host unit.", facts["count"]
        )
        % facts
    ),
    FlagRule.R15: lambda facts: _("The unit has not confirmed that nothing stands against this secondment."),
}
