"""What a matching found, in sentences of the screen's language. The data come from the run; words are made here."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from training.rotation.matching.gathering import Gathered
from training.rotation.matching.models import Proposal
from training.rotation.matching.problem import OWN_UNIT
from training.rotation.matching.weighing import (
    CROSSES,
    FAR,
    NEAR,
    STAYS,
    WAY_UNKNOWN,
)
from training.rotation.waves.models import Field, WaveCandidate, WaveOffer

Names = Mapping[int, object]
UNKNOWN_VERDICTS = ("unknown", "not_asked")


def part_names() -> dict[str, str]:
    return {
        "wish": pgettext("part of a matching", "wish"),
        "distance": pgettext("part of a matching", "way"),
        "competence": pgettext("part of a matching", "competence"),
        "bloc": pgettext("part of a matching", "bloc"),
    }


def said(sentence: Any) -> str:
    """A sentence kept in both languages, in that of the screen."""
    if isinstance(sentence, Mapping):
        return str(sentence.get(get_language() or "vi") or sentence.get("vi") or "")
    return str(sentence)


def reasons_of(proposal: Proposal, offers: Names, candidates: Names) -> list[str]:
    """What speaks for the post proposed, or why there is none. ``offers`` and ``candidates`` by key, for the names."""
    if "why_not" in proposal.reasons:
        return _why_not(proposal.reasons["why_not"], offers, candidates)
    return _why(proposal.reasons)


def against_pair(gathered: Gathered, candidate: WaveCandidate, offer: WaveOffer) -> list[str]:
    """Each hard rule that forbids the pair; empty where it may be."""
    verdict = gathered.verdicts.get(candidate.pk)
    found = []
    if verdict is not None and not verdict.may_go:
        found += [said(one) for one in verdict.sentences] or [_verdict_word(verdict.code)]
    if candidate.kind != offer.kind:
        words = {"mine": candidate.get_kind_display(), "post": offer.get_kind_display()}
        found.append(_("He is put forward for %(mine)s, the post is offered for %(post)s.") % words)
    if candidate.sending_unit_id == offer.unit_id:
        found.append(rule_word(OWN_UNIT))
    found += [said(one) for one in gathered.sentences.get((candidate.pk, offer.pk), {}).values()]
    return found


def rule_word(code: str) -> str:
    """The name of a rule that keeps an official from a post."""
    if code == OWN_UNIT:
        return _("The post is in his own unit.")
    return code


def why_open_words(fact: Mapping[str, Any], offers: Names) -> str:
    """Why places of a post stay open."""
    words = {
        "post": offers.get(fact["offer"], "?"),
        "count": fact.get("officials", fact.get("stopped", 0)),
        "free": fact.get("free", 0),
    }
    code = fact["code"]
    if code == "nobody":
        if not words["count"]:
            return _("%(post)s: nobody is put forward for this kind of movement.") % words
        return _("%(post)s: of those put forward for this kind of movement (%(count)d) nobody may go.") % words
    if code == "barred":
        return _("%(post)s: rules on this post stand against each of the %(count)d who may go.") % words
    if code == "quota":
        return _("%(post)s: the quotas of those who could go there (%(free)d) are used.") % words
    return _("%(post)s: all who could go there (%(count)d) have a post that suits better.") % words


def _why(reasons: Mapping[str, Any]) -> list[str]:
    parts, rank, wishes = reasons["parts"], reasons.get("wish", 0), reasons.get("wishes", 0)
    if rank:
        found = [_("His wish number %(rank)d.") % {"rank": rank}]
    elif wishes:
        found = [_("Not among his wishes.")]
    else:
        found = [_("He stated no wish.")]
    fields = [str(Field(code).label) for code in reasons.get("fields", []) if code in Field.values]
    if fields:
        found.append(_("Brings what the unit asks for: %(fields)s.") % {"fields": ", ".join(fields)})
    elif parts["competence"] < 60:
        found.append(_("Brings little of what the unit asks for."))
    found.append(_way(parts["distance"]))
    if parts["bloc"] == CROSSES:
        found.append(_("Goes from one bloc to another."))
    elif parts["bloc"] == STAYS:
        found.append(_("Stays in his bloc."))
    return found


def _way(points: int) -> str:
    if points == WAY_UNKNOWN:
        return _("The way is not known: no residence is recorded.")
    if points == FAR:
        return _("Far from home: five former districts or more.")
    crossed = NEAR.index(points) if points in NEAR else len(NEAR)
    if crossed == 0:
        return _("In the former district where he lives.")
    return ngettext(
        "%(count)d former district away from home.", "%(count)d former districts away from home.", crossed
    ) % {"count": crossed}


def _why_not(why: Mapping[str, Any], offers: Names, candidates: Names) -> list[str]:
    code = why["code"]
    if code == "stopped":
        return list(dict.fromkeys(map(said, why.get("sentences", [])))) or [_verdict_word(why["verdict"])]
    if code == "no_post":
        return [_("No unit offers a post for this kind of movement.")]
    if code == "barred":
        found = [said(one) for one in why.get("sentences", [])]
        if OWN_UNIT in why["rules"]:
            found.append(rule_word(OWN_UNIT))
        words = {"count": why["posts"]}
        head = ngettext(
            "A rule stands against him at the only post (%(count)d):",
            "Rules stand against him at each of the %(count)d posts:",
            why["posts"],
        )
        return [head % words, *found]
    if code == "quota":
        if not why["places"]:
            return [_("The wave has no quota for his bloc and this kind of movement.")]
        return [_("The quota of his bloc for this kind of movement (%(count)d) is used.") % {"count": why["places"]}]
    words = {
        "post": offers.get(why["offer"], "?"),
        "by": candidates.get(why["by"], "?"),
        "mine": points_word(why["mine"]),
        "last": points_word(why["last"] or 0),
    }
    if why["by"] is None:
        return [_("Open for him would be %(post)s; together another placing brings more.") % words]
    if code == "outranked":
        return [_("%(post)s goes to %(by)s, who suits the unit better (%(last)s to %(mine)s points).") % words]
    return [_("%(post)s goes to %(by)s (%(last)s to %(mine)s points); together this brings most.") % words]


def points_word(points: int) -> str:
    """Points as the screen shows them: 0 to 100, one decimal."""
    return number_format(round(points / 100, 1), 1)


def _verdict_word(code: str) -> str:
    if code in UNKNOWN_VERDICTS:
        return _("The rules cannot be answered yet: a fact is missing.")
    return _("A rule is not met on the reference date.")
