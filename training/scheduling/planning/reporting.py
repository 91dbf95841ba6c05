"""What a run found, as data that is kept: figures, moves, rules bent and for whom, or what conflicts."""

from collections import Counter, defaultdict

from training.scheduling.planning.gather import Gathered, key_of
from training.scheduling.planning.working import Found
from training.scheduling.solver.problem import Placement
from training.scheduling.solver.results import Finding

MOST_MOVES = 400
MOST_BENT = 60  # of each rule; the sums count all


def report_of(found: Found, *, is_stopped: bool = False) -> dict:
    """The report of a run, ready for JSON. Names are kept as they were on the day."""
    plan, gathered = found.plan, found.gathered
    moved = {row for row in found.changed if row in gathered.standing}
    bent: dict[str, list[Finding]] = defaultdict(list)
    for finding in sorted(plan.bent, key=lambda one: -one.price):
        bent[finding.rule].append(finding)
    findings = [*found.left, *(one for several in bent.values() for one in several[:MOST_BENT])]
    facts = found.conflict.facts if found.conflict else ()
    moves = [_move(row, found) for row in sorted(moved, key=lambda row: found.changed[row].half_day)[:MOST_MOVES]]
    used = {name for finding in findings for name in (*finding.who, *finding.meetings)}
    used |= {name for fact in facts for name in fact.keys}
    return {
        "status": plan.status,
        "cost": plan.cost,
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": round(plan.seconds, 2),
        "rows": len(gathered.problem.meetings),
        "locked": sum(meeting.locked is not None for meeting in gathered.problem.meetings),
        "placed": len(found.changed) - len(moved),
        "moves": len(moved),
        "touched": len(found.touched),
        "is_stopped": is_stopped,
        "moved": moves,
        "bent": [
            {
                "rule": rule,
                "count": len(several),
                "units": sum(one.units for one in several),
                "price": sum(one.price for one in several),
                "findings": [finding_as_data(one) for one in several[:MOST_BENT]],
            }
            for rule, several in sorted(bent.items(), key=lambda item: -sum(one.price for one in item[1]))
        ],
        "left": [finding_as_data(one) for one in found.left[:MOST_BENT]],
        "left_count": len(found.left),
        "conflict": [{"kind": fact.kind, "keys": list(fact.keys), "numbers": fact.numbers} for fact in facts],
        "is_smallest": found.conflict.is_smallest if found.conflict else None,
        "names": {name: called(name, gathered) for name in sorted(used) if ":" in name},
    }


def classes_placed(found: Found) -> dict[str, int]:
    """How many half-days of each class the plan has found a place for."""
    of_row = {meeting.key: meeting.group for meeting in found.gathered.problem.meetings}
    new = Counter(of_row[row] for row in found.changed if row not in found.gathered.standing)
    return {called(group, found.gathered): count for group, count in sorted(new.items())}


def called(name: str, gathered: Gathered) -> str:
    """What people call it; a row by its class and topic."""
    known = gathered.names.get(name, name)
    if not name.startswith("row:"):
        return known
    group = next((one.group for one in gathered.problem.meetings if one.key == name), "")
    return f"{gathered.names.get(group, '')}: {known}"


def finding_as_data(finding: Finding) -> dict:
    """A rule that is not kept, ready for JSON."""
    return {
        "rule": finding.rule,
        "who": list(finding.who),
        "meetings": list(finding.meetings),
        "half_day": finding.half_day,
        "units": finding.units,
        "price": finding.price,
    }


def _move(row: str, found: Found) -> dict:
    return {
        "row": key_of(row),
        "what": called(row, found.gathered),
        "before": _place(found.gathered.standing[row], found.gathered),
        "after": _place(found.changed[row], found.gathered),
    }


def _place(place: Placement, gathered: Gathered) -> dict:
    return {
        "half_day": place.half_day,
        "room": gathered.names.get(place.room, ""),
        "lecturer": gathered.names.get(place.lecturer, ""),
    }
