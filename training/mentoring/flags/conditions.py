"""When a flag is raised: one function for each rule that can be computed, over plain facts; no database here.

Each is given the facts of one posting and asks ``value`` for its thresholds (regulated values of the day).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from training.mentoring.flags.catalogue import FlagLevel, FlagRule, Responder
from training.rotation.models import Posting
from training.rotation.term import months_after

Value = Callable[[str], Any]
NOT_COMPLETED = "not_done"  # as form F5 keeps it


@dataclass(frozen=True)
class ContactFacts:
    """One contact held: which, when, with which level of concern."""

    id: int
    day: date
    concern: int


@dataclass(frozen=True)
class FormFacts:
    """One form of the term; ``owner`` hands it in, levels are by the code of the competency."""

    id: int
    code: str
    month: int
    due_on: date
    owner: str = Responder.MENTEE
    own_levels: dict[str, int] = field(default_factory=dict)
    mentor_levels: dict[str, int] = field(default_factory=dict)
    relationship: int | None = None
    rank: str = ""


@dataclass(frozen=True)
class MentorFacts:
    """The mentor of today."""

    mentorship: int
    is_available: bool = True
    is_at_host: bool = True
    guided: int = 1


@dataclass
class PostingFacts:
    """What is known of one running posting."""

    posting: int
    on: date
    effective_on: date
    kind: str = Posting.Kind.ROTATION
    due_on: date | None = None
    is_of_a_woman: bool = False
    last_confirmed: date | None = None
    contacts: list[ContactFacts] = field(default_factory=list)  # the latest first
    overdue: list[FormFacts] = field(default_factory=list)
    levels: list[FormFacts] = field(default_factory=list)  # the earliest first
    review: FormFacts | None = None  # the latest quarterly review handed in
    mentor: MentorFacts | None = None
    records: frozenset[str] = frozenset()
    rests: bool = False  # interrupted on the day
    back_since: date | None = None  # the day after its last interruption


@dataclass(frozen=True)
class Finding:
    """That a rule holds. ``occasion`` is what stays the same while nothing new happens."""

    rule: FlagRule
    level: FlagLevel
    occasion: str
    facts: dict[str, Any]
    about: str = ""
    responder: str = ""


def no_contact(of: PostingFacts, value: Value) -> Iterator[Finding]:
    """R1 (mentoring.md §6): no confirmed contact for 45 days, yellow; for 75 days, red. Days of rest do not count."""
    if of.rests:
        return
    since = max(of.last_confirmed or of.effective_on, of.effective_on, of.back_since or of.effective_on)
    days = (of.on - since).days
    if days < value("mentoring.r1_no_contact_yellow_days"):
        return
    level = FlagLevel.RED if days >= value("mentoring.r1_no_contact_red_days") else FlagLevel.YELLOW
    facts = {"last": of.last_confirmed, "since": since, "days": days}
    yield Finding(FlagRule.R1, level, f"since:{since}", facts)


def concern_in_the_log(of: PostingFacts, value: Value) -> Iterator[Finding]:
    """R2 (mentoring.md §6): two contacts in a row say "to watch", yellow; one says "needs intervention", red."""
    in_a_row = value("mentoring.r2_concerns_in_a_row")
    latest = of.contacts[:in_a_row]
    if not latest:
        return
    worst = max(latest, key=lambda contact: (contact.concern, contact.day))
    if worst.concern == 2:
        yield Finding(FlagRule.R2, FlagLevel.RED, f"contact:{worst.id}", {"day": worst.day})
    elif len(latest) == in_a_row and all(contact.concern for contact in latest):
        facts = {"days": [contact.day for contact in latest]}
        yield Finding(FlagRule.R2, FlagLevel.YELLOW, f"contact:{latest[0].id}", facts)


def form_overdue(of: PostingFacts, value: Value) -> Iterator[Finding]:
    """R3 (mentoring.md §6): a form F3–F6 overdue by 10 days, yellow, its owner; by 30 days, red, the Committee."""
    for form in of.overdue:
        days = (of.on - form.due_on).days
        if days < value("mentoring.r3_overdue_yellow_days"):
            continue
        facts = {"form": form.code, "month": form.month, "due_on": form.due_on, "days": days}
        occasion, about = f"form:{form.id}:{form.due_on}", f"form:{form.id}"
        if days >= value("mentoring.r3_overdue_red_days"):
            yield Finding(FlagRule.R3, FlagLevel.RED, occasion, facts, about)
        else:
            yield Finding(FlagRule.R3, FlagLevel.YELLOW, occasion, facts, about, responder=form.owner)


def below_expected(of: PostingFacts, value: Value) -> Iterator[Finding]:
    """R4 (mentoring.md §6, §3 "expected path"): the same competency below the level expected in two forms running."""
    running = value("mentoring.r4_forms_below_expected")
    forms = of.levels[-running:]
    if len(forms) < running:
        return
    path = value("mentoring.expected_levels")
    below = [
        {code for code, level in form.mentor_levels.items() if level < _expected(path, form.month)} for form in forms
    ]
    for code in sorted(set.intersection(*below)):
        facts = {
            "competency": code,
            "months": [form.month for form in forms],
            "levels": [form.mentor_levels[code] for form in forms],
            "expected": _expected(path, forms[-1].month),
        }
        yield Finding(FlagRule.R4, FlagLevel.YELLOW, f"{code}:form:{forms[-1].id}", facts, about=code)


def _expected(path: list[list[int]], month: int) -> int:
    """The level expected at the month; none before the first step of the path."""
    return max((level for from_month, level in path if from_month <= month), default=0)


def level_fell(of: PostingFacts, value: Value) -> Iterator[Finding]:
    """R5 (mentoring.md §6): the mentor's level of a competency falls by 2 or more from one form to the next."""
    fall = value("mentoring.r5_fall_levels")
    for earlier, later in pairwise(of.levels[-2:]):
        for code, level in sorted(later.mentor_levels.items()):
            before = earlier.mentor_levels.get(code)
            if before is not None and before - level >= fall:
                facts = {"competency": code, "months": [earlier.month, later.month], "levels": [before, level]}
                yield Finding(FlagRule.R5, FlagLevel.RED, f"{code}:form:{later.id}", facts, about=code)


def seen_differently(of: PostingFacts, value: Value) -> Iterator[Finding]:
    """R6 (mentoring.md §6): official and mentor differ by 2 or more levels in three competencies of one form."""
    if not of.levels:
        return
    form = of.levels[-1]
    difference = value("mentoring.r6_difference_levels")
    found = [
        code
        for code, level in sorted(form.own_levels.items())
        if code in form.mentor_levels and abs(level - form.mentor_levels[code]) >= difference
    ]
    if len(found) >= value("mentoring.r6_competencies"):
        facts = {"form": form.code, "month": form.month, "competencies": found}
        yield Finding(FlagRule.R6, FlagLevel.YELLOW, f"form:{form.id}", facts)


def without_mentor(of: PostingFacts, value: Value) -> Iterator[Finding]:
    """R7 (mentoring.md §6): the mentor left (or none is named), changed post, or guides more than three."""
    most = value("mentoring.max_mentees")
    if of.mentor is None:
        cause = "none"
    elif not of.mentor.is_available:
        cause = "left"
    elif not of.mentor.is_at_host:
        cause = "moved"
    elif of.mentor.guided > most:
        cause = "too_many"
    else:
        return
    mentorship = of.mentor.mentorship if of.mentor else 0
    facts = {"cause": cause, "guided": of.mentor.guided if of.mentor else 0, "most": most}
    yield Finding(FlagRule.R7, FlagLevel.YELLOW, f"{cause}:{mentorship}", facts)


def rank_not_completed(of: PostingFacts, value: Value) -> Iterator[Finding]:
    """R8 (mentoring.md §6, F5 part E): the official rank entered from its decision says "not completed".

    Discipline is raised by hand, with the number of its decision.
    """
    for form in of.levels[-1:]:
        if form.rank == NOT_COMPLETED:
            yield Finding(FlagRule.R8, FlagLevel.RED, f"form:{form.id}", {"form": form.code, "month": form.month})


def relationship_not_well(of: PostingFacts, value: Value) -> Iterator[Finding]:
    """R10 (mentoring.md §6, F3): the official gave his relationship with the mentor 1 or 2 in the latest review."""
    form = of.review
    if form is None or form.relationship is None or form.relationship > value("mentoring.r10_health_at_most"):
        return
    yield Finding(FlagRule.R10, FlagLevel.CONFIDENTIAL, f"form:{form.id}", {"form": form.code, "month": form.month})


def no_placement_proposal(of: PostingFacts, value: Value) -> Iterator[Finding]:
    """R11 (mentoring.md §6): no placement proposal 6 months before the end, yellow; at 3 months, red."""
    if of.due_on is None or "placement_proposal" in of.records:
        return
    if of.on < months_after(of.due_on, -value("mentoring.r11_placement_yellow_months")):
        return
    red_from = months_after(of.due_on, -value("mentoring.r11_placement_red_months"))
    level = FlagLevel.RED if of.on >= red_from else FlagLevel.YELLOW
    yield Finding(FlagRule.R11, level, f"end:{of.due_on}", {"due_on": of.due_on, "days": (of.due_on - of.on).days})


def guard_not_confirmed(of: PostingFacts, value: Value) -> Iterator[Finding]:
    """R15 (mentoring.md §6, rules.md B6): a woman's secondment without the unit's word that nothing stands against it.

    Whether somebody expects or nurses a child is not stored; only that the unit confirmed.
    """
    if of.kind == Posting.Kind.SECONDMENT and of.is_of_a_woman and "secondment_guard" not in of.records:
        yield Finding(FlagRule.R15, FlagLevel.BLOCK, "secondment", {"effective_on": of.effective_on})


CONDITIONS = {
    FlagRule.R1: no_contact,
    FlagRule.R2: concern_in_the_log,
    FlagRule.R3: form_overdue,
    FlagRule.R4: below_expected,
    FlagRule.R5: level_fell,
    FlagRule.R6: seen_differently,
    FlagRule.R7: without_mentor,
    FlagRule.R8: rank_not_completed,
    FlagRule.R10: relationship_not_well,
    FlagRule.R11: no_placement_proposal,
    FlagRule.R15: guard_not_confirmed,
}


def findings_of(of: PostingFacts, value: Value) -> list[Finding]:
    """Everything the rules say of one posting. A posting that has not begun is only held against its guard."""
    conditions = CONDITIONS.items() if of.on >= of.effective_on else [(FlagRule.R15, guard_not_confirmed)]
    return [finding for _rule, condition in conditions for finding in condition(of, value)]
