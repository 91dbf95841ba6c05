"""What content reports of itself: read, checked against what its standard allows, and put into our words.

Nothing a browser sends is believed before it has been here. What is kept for the content's next start is kept as it
came; what counts (completion, success, score) is what this module makes of it.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from curriculum.errors import CurriculumError
from curriculum.packages.models import Package, PackageItem, PackageItemState

Completion = PackageItemState.Completion
Success = PackageItemState.Success
MOST_BYTES = 512 * 1024
LONGEST = 64_000
DEEPEST = 12
FORGOTTEN = ("exit", "session_time", "entry", "learner_id", "learner_name", "student_id", "student_name")
STUDENT_DATA = ("mastery_score", "max_time_allowed", "time_limit_action")
GOES_ON = ("suspend", "logout")

LESSON_STATUS = {
    "passed": (Completion.COMPLETED, Success.PASSED),
    "completed": (Completion.COMPLETED, Success.UNKNOWN),
    "failed": (Completion.INCOMPLETE, Success.FAILED),
    "incomplete": (Completion.INCOMPLETE, Success.UNKNOWN),
    "browsed": (Completion.INCOMPLETE, Success.UNKNOWN),
    "not attempted": (Completion.UNKNOWN, Success.UNKNOWN),
    "unknown": (Completion.UNKNOWN, Success.UNKNOWN),
    "": (Completion.UNKNOWN, Success.UNKNOWN),
}
EXITS = ("", "normal", "suspend", "logout", "time-out")


class MalformedReport(CurriculumError):
    """What the content sent is not what its standard allows; nothing of it is kept."""


@dataclass(frozen=True)
class Reported:
    """What counts of a report."""

    completion: str = Completion.UNKNOWN
    success: str = Success.UNKNOWN
    score: Decimal | None = None


def read_runtime(item: PackageItem, runtime: Any, *, ended: bool) -> Reported:
    """Raises ``MalformedReport``."""
    _refuse_size(runtime)
    if item.package.kind == Package.Kind.SCORM12:
        return _read_1_2(item, runtime, ended=ended)
    if item.package.kind == Package.Kind.SCORM2004:
        return _read_2004(item, runtime)
    if set(runtime) - {"state"} or not isinstance(runtime.get("state", ""), str):
        raise _malformed("state")
    return Reported()


def _read_1_2(item: PackageItem, runtime: Mapping[str, Any], *, ended: bool) -> Reported:
    core = _mapping(runtime, "core")
    completion, success = _word(core, "lesson_status", LESSON_STATUS)
    _word(core, "exit", dict.fromkeys(EXITS))
    _text(core, "lesson_location")
    _text(runtime, "suspend_data")
    raw, lowest, highest = _numbers(_mapping(core, "score"))
    score = _scaled(raw, lowest if lowest is not None else 0, highest if highest is not None else 100)
    mastery = _number(item.details.get("mastery_score"))
    if ended and raw is not None and mastery is not None:  # SCORM 1.2 RTE: the portal judges where the manifest says so
        completion, success = Completion.COMPLETED, Success.PASSED if raw >= mastery else Success.FAILED
    return Reported(completion, success, score)


def _read_2004(item: PackageItem, runtime: Mapping[str, Any]) -> Reported:
    completion = _word(runtime, "completion_status", {word: word for word in (*Completion.values, "")})
    success = _word(runtime, "success_status", {word: word for word in (*Success.values, "")})
    _word(runtime, "exit", dict.fromkeys(EXITS))
    _text(runtime, "location")
    _text(runtime, "suspend_data")
    parts = _mapping(runtime, "score")
    raw, lowest, highest = _numbers(parts)
    scaled = _number(parts.get("scaled"))
    if scaled is not None and not -1 <= scaled <= 1:
        raise _malformed("score.scaled")
    if scaled is None and lowest is not None and highest is not None:
        score = _scaled(raw, lowest, highest)
    else:
        score = _decimal(scaled)
    mastery, threshold = (_number(item.details.get(name)) for name in ("mastery_score", "completion_threshold"))
    progress = _number(runtime.get("progress_measure"))
    if mastery is not None and score is not None:
        success = Success.PASSED if score >= _decimal(mastery) else Success.FAILED
    if threshold is not None and progress is not None:
        completion = Completion.COMPLETED if progress >= threshold else Completion.INCOMPLETE
    return Reported(completion or Completion.UNKNOWN, success or Success.UNKNOWN, score)


def runtime_to_start(item: PackageItem, state: PackageItemState | None, *, learner: tuple[str, str]) -> dict[str, Any]:
    """What the content finds when it starts: where it was left, or a fresh beginning. ``learner`` is id and name."""
    kind = item.package.kind
    kept = {} if state is None else state.runtime
    if kind == Package.Kind.H5P:
        return kept
    details = item.details
    if kind == Package.Kind.SCORM12:
        goes_on = bool(kept) and (not state.is_ended or kept.get("core", {}).get("exit") in GOES_ON)
        core = {name: value for name, value in kept.get("core", {}).items() if name not in FORGOTTEN and value != ""}
        core |= {"student_id": learner[0], "student_name": learner[1], "credit": "credit", "lesson_mode": "normal"}
        core["entry"] = "resume" if goes_on else "" if kept else "ab-initio"
        student = {name: details[name] for name in STUDENT_DATA if name in details}
        apart = ("core", "student_data", "version")
        rest = {name: value for name, value in kept.items() if name not in apart and value != ""}
        found = rest | {"core": core, "student_data": student}
    else:
        goes_on = bool(kept) and (not state.is_ended or kept.get("exit") in GOES_ON)
        found = {name: value for name, value in kept.items() if goes_on and name not in FORGOTTEN and value != ""}
        found |= {"learner_id": learner[0], "learner_name": learner[1], "credit": "credit", "mode": "normal"}
        found["entry"] = "resume" if goes_on else "ab-initio"
        limits = {
            "scaled_passing_score": "mastery_score",
            "max_time_allowed": "max_time_allowed",
            "time_limit_action": "time_limit_action",
            "completion_threshold": "completion_threshold",
        }
        found |= {name: details[ours] for name, ours in limits.items() if ours in details}
    if "launch_data" in details:
        found["launch_data"] = details["launch_data"]
    return found


def _refuse_size(runtime: Any) -> None:
    if not isinstance(runtime, Mapping):
        raise _malformed("runtime")
    if len(json.dumps(runtime)) > MOST_BYTES:
        raise MalformedReport(
            _("The content reports more than the portal keeps (%(most)d KB).") % {"most": MOST_BYTES // 1024}
        )
    level: list[Any] = [runtime]
    for _depth in range(DEEPEST):
        level = [value for one in level if isinstance(one, Mapping | list) for value in _values(one)]
        if any(isinstance(value, str) and len(value) > LONGEST * 4 for value in level):
            raise _malformed("runtime")
    if level:
        raise _malformed("runtime")


def _values(one: Mapping | list) -> list[Any]:
    return list(one.values()) if isinstance(one, Mapping) else one


def _malformed(name: str) -> MalformedReport:
    return MalformedReport(_("The content reports “%(name)s” in a way its standard does not know.") % {"name": name})


def _mapping(source: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = source.get(name, {})
    if not isinstance(found, Mapping):
        raise _malformed(name)
    return found


def _word(source: Mapping[str, Any], name: str, words: Mapping[str, Any]) -> Any:
    found = source.get(name, "")
    if not isinstance(found, str) or found not in words:
        raise _malformed(name)
    return words[found]


def _text(source: Mapping[str, Any], name: str) -> None:
    found = source.get(name, "")
    if not isinstance(found, str | int | float) or len(str(found)) > LONGEST:
        raise _malformed(name)


def _number(value: Any) -> float | None:
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise _malformed("score") from error
    if isinstance(value, bool) or not math.isfinite(number):
        raise _malformed("score")
    return number


def _numbers(score: Mapping[str, Any]) -> list[float | None]:
    return [_number(score.get(name)) for name in ("raw", "min", "max")]


def _scaled(raw: float | None, lowest: float | None, highest: float | None) -> Decimal | None:
    if raw is None or lowest is None or highest is None or highest <= lowest:
        return None
    return _decimal(min(max((raw - lowest) / (highest - lowest), 0), 1))


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else round(Decimal(str(number)), 4)
