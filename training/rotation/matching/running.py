"""Matching the officials and posts of a wave: both proposals from one instance, judged, with their reasons, kept."""

import time
from collections import Counter
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from training.errors import InvalidInput, WrongState
from training.people.permissions import require
from training.rotation.matching.gathering import Gathered, gather
from training.rotation.matching.judging import blocking_pairs, violations, why_not_placed, why_open
from training.rotation.matching.models import MatchingRun, Method, Proposal
from training.rotation.matching.optimum import Optimum, optimum
from training.rotation.matching.problem import Places
from training.rotation.matching.stable import stable
from training.rotation.models import RotationWave
from training.rotation.waves.answers import ask_rules
from training.rotation.waves.models import WaveCandidate
from training.rotation.waves.secrecy import require_people

ROWS = 500
SECONDS = 1.0  # for CP-SAT; it mostly needs a few tenths


def match_wave(wave: RotationWave, *, by) -> MatchingRun:
    """Ask the rules about everybody, then propose: a stable and an optimal placing of the same officials and posts.

    Nothing is chosen by it. Raises ``NotAllowed``, ``WrongState`` (nobody may be kept, closed), ``InvalidInput``
    (nobody or nothing to match), ``NoRegulatedValue``.
    """
    require(by, "training.match_wave")
    require_people()
    wave = RotationWave.objects.get(pk=wave.pk)
    if wave.status == RotationWave.Status.CLOSED:
        raise WrongState(_("This wave is closed; it cannot be changed any more."))
    ask_rules(wave, WaveCandidate.objects.undecided().filter(wave=wave), by=by)
    gathered = gather(wave)
    if not gathered.candidates or not gathered.offers:
        raise InvalidInput(_("There is nothing to match: officials put forward and posts offered are both needed."))
    found, report = propose(gathered)
    with transaction.atomic():
        run = MatchingRun.objects.create(
            wave=wave, weights=gathered.weights, targets=gathered.targets, report=report, by=by, at=now()
        )
        rows = [row for method, places in found.items() for row in _proposals(run, gathered, method, places)]
        Proposal.objects.bulk_create(rows, batch_size=ROWS)
        filled = {method: report[method]["filled"] for method in found}
        log(wave, "training.wave.match", user=by, data={"run": run.pk, "filled": filled})
    return run


def propose(gathered: Gathered) -> tuple[dict[str, Places], dict[str, Any]]:
    """Both proposals and what is to be told of them. A proposal that breaks a hard rule is never given out."""
    problem = gathered.problem
    begun = time.monotonic()
    first, _kept_out = stable(problem)
    stable_seconds = time.monotonic() - begun
    best = optimum(problem, seconds=SECONDS)
    found = {Method.STABLE.value: first, Method.OPTIMAL.value: best.places}
    for method, places in found.items():
        if broken := violations(problem, places):
            raise RuntimeError(f"The {method} proposal breaks hard rules: {broken[:3]}")
    report: dict[str, Any] = {
        "officials": len(gathered.candidates),
        "stopped": dict(Counter(one.stopped for one in problem.officials if one.stopped)),
        "posts": sum(post.places for post in problem.posts),
        "barred": len(problem.barred),
        "rules": dict(Counter(code for codes in problem.barred.values() for code in codes)),
    }
    for method, places in found.items():
        report[method] = _told_of(gathered, places) | {"blocking": len(blocking_pairs(problem, places))}
    report[Method.STABLE]["seconds"] = round(stable_seconds, 3)
    report[Method.OPTIMAL] |= _told_of_optimum(best)
    report["seconds"] = round(time.monotonic() - begun, 3)
    return found, report


def _told_of_optimum(best: Optimum) -> dict[str, Any]:
    return {"seconds": round(best.seconds, 3), "gap": round(best.gap, 4)}


def _told_of(gathered: Gathered, places: Places) -> dict[str, Any]:
    problem, officials = gathered.problem, gathered.problem.officials
    granted = Counter(_rank_of_wish(gathered, one, post) for one, post in places.items())
    crossed = sum(gathered.parts["bloc"][one, post] == 100 for one, post in places.items())
    open_posts = [fact for post in range(len(problem.posts)) if (fact := why_open(problem, places, post))]
    urgent = {post for post, opening in enumerate(problem.posts) if opening.urgency == 3}
    return {
        "filled": len(places),
        "points": problem.total(places),
        "women": sum(officials[one].is_woman for one in places),
        "young": sum(officials[one].is_young for one in places),
        "wishes": {str(rank): granted[rank] for rank in (1, 2, 3)},
        "crossed": int(crossed),
        "urgent_open": sum(fact["left"] for fact in open_posts if _column(gathered, fact["offer"]) in urgent),
        "blocs": dict(Counter(str(officials[one].bloc) for one in places)),
        "open": open_posts,
    }


def _column(gathered: Gathered, offer: int) -> int:
    return next(column for column, post in enumerate(gathered.problem.posts) if post.key == offer)


def _proposals(run: MatchingRun, gathered: Gathered, method: str, places: Places) -> list[Proposal]:
    made = []
    for row, candidate in enumerate(gathered.candidates):
        column = places.get(row)
        proposal = Proposal(run=run, method=method, candidate=candidate)
        if column is None:
            why = why_not_placed(gathered.problem, places, row, by_points=method == Method.OPTIMAL)
            if why["code"] == "stopped":
                why["sentences"] = list(gathered.verdicts[candidate.pk].sentences)
            elif why["code"] == "barred":
                why["sentences"] = _sentences_against(gathered, candidate)
            proposal.reasons = {"why_not": why}
        else:
            proposal.offer = gathered.offers[column]
            proposal.score = int(gathered.problem.points[row, column])
            proposal.reasons = {
                "parts": gathered.parts_of(row, column),
                "wish": _rank_of_wish(gathered, row, column),
                "wishes": len(candidate.wishes.all()),
                "fields": sorted(set(candidate.fields) & set(gathered.offers[column].fields)),
            }
        made.append(proposal)
    return made


def _rank_of_wish(gathered: Gathered, row: int, column: int) -> int:
    """1 for the first wish; 0 where the unit was not wished for."""
    unit = gathered.offers[column].unit_id
    return next((wish.rank for wish in gathered.candidates[row].wishes.all() if wish.unit_id == unit), 0)


def _sentences_against(gathered: Gathered, candidate: WaveCandidate) -> list[str]:
    """One sentence for each rule, with the first post it forbids."""
    found: dict[str, str] = {}
    for (one, _offer), rules in gathered.sentences.items():
        if one == candidate.pk:
            for code, sentence in rules.items():
                found.setdefault(code, sentence)
    return list(found.values())
