"""The fifteen flags as the document has them: who answers first and by when, where they go then, and who may read.

A row here is data. What raises a flag stands in ``conditions``; days come from regulated values, named here.
"""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.rotation.capacities import Capacity


class FlagRule(models.TextChoices):
    """The rows of mentoring.md §6."""

    R1 = "R1", _("No confirmed contact for long")
    R2 = "R2", _("Concern in the contact log")
    R3 = "R3", _("Form overdue")
    R4 = "R4", _("Competency below the expected level twice")
    R5 = "R5", _("Level fell")
    R6 = "R6", _("Official and mentor see levels differently")
    R7 = "R7", _("Mentor left, moved or has too many")
    R8 = "R8", _("Rank “not completed” or discipline")
    R9 = "R9", _("Not on the duty of the decision")
    R10 = "R10", _("Relationship with the mentor not well")
    R11 = "R11", _("No placement proposal")
    R12 = "R12", _("Early return or long leave asked for")
    R13 = "R13", _("Complaint or denunciation")
    R14 = "R14", _("Several flags at one host unit")
    R15 = "R15", _("Guard of a secondment not confirmed")


class FlagLevel(models.TextChoices):
    INFO = "info", pgettext_lazy("flag", "information")
    YELLOW = "yellow", pgettext_lazy("flag", "yellow")
    RED = "red", pgettext_lazy("flag", "red")
    CONFIDENTIAL = "confidential", pgettext_lazy("flag", "confidential")
    PATTERN = "pattern", pgettext_lazy("flag", "pattern")
    BLOCK = "block", pgettext_lazy("flag", "block")


WEIGHT = {
    FlagLevel.INFO: 0,
    FlagLevel.YELLOW: 1,
    FlagLevel.PATTERN: 2,
    FlagLevel.CONFIDENTIAL: 2,
    FlagLevel.RED: 3,
    FlagLevel.BLOCK: 3,
}


class Responder(models.TextChoices):
    """Who has to act. Where the value is a capacity towards a posting, it is the same word."""

    MENTEE = "mentee", _("official under guidance")
    MENTOR = "mentor", _("mentor")
    HOST_HEAD = "host_head", _("head of the host unit")
    LINK_OFFICER = "link_officer", _("link officer of the sending unit")
    SENDING_UNIT = "sending_unit", _("contact officer of the sending unit")
    COMMITTEE_OFFICER = "committee_officer", _("Organisation Committee officer")
    COMMITTEE_LEADER = "committee_leader", _("Organisation Committee leader")
    DECIDING_AUTHORITY = "deciding_authority", _("deciding authority")


@dataclass(frozen=True)
class Answer:
    """Who answers a flag of one level first, and the regulated value with the days he has; none where none is set."""

    by: Responder
    days: str = ""


@dataclass(frozen=True)
class Watch:
    """One row of the table."""

    answers: dict[FlagLevel, Answer]
    readers: frozenset[str]
    escalates_to: Responder | None = None
    by_hand: frozenset[str] = field(default_factory=frozenset)
    hand_level: FlagLevel | None = None
    asks: str = "words"  # what is written when it is raised by hand: words, a document's number, or nothing
    hidden_from: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_restricted(self) -> bool:
        """Whether even to know of the flag is kept to the readers named in the document."""
        return bool(self.hidden_from)


LEADER = Responder.COMMITTEE_LEADER
OFFICER = Capacity.COMMITTEE_OFFICER  # officers and leaders of the Committee alike
OFFICE = frozenset({OFFICER, Capacity.AUDITOR})
BOTH_SIDES = frozenset({Capacity.MENTEE, Capacity.MENTOR})
AT_THE_HOST = BOTH_SIDES | {Capacity.HOST_HEAD}
ALL_AROUND = AT_THE_HOST | {Capacity.LINK_OFFICER}
HELD_BACK = BOTH_SIDES

_R1_DAYS, _R2_DAYS, _R3_DAYS = (f"mentoring.r{number}_response_days" for number in (1, 2, 3))

WATCHES: dict[str, Watch] = {
    FlagRule.R1: Watch(
        {FlagLevel.YELLOW: Answer(Responder.MENTOR, _R1_DAYS), FlagLevel.RED: Answer(Responder.HOST_HEAD, _R1_DAYS)},
        readers=ALL_AROUND | OFFICE,
        escalates_to=Responder.COMMITTEE_OFFICER,
    ),
    FlagRule.R2: Watch(
        {FlagLevel.YELLOW: Answer(Responder.HOST_HEAD, _R2_DAYS), FlagLevel.RED: Answer(Responder.HOST_HEAD, _R2_DAYS)},
        readers=AT_THE_HOST | OFFICE,
        escalates_to=Responder.COMMITTEE_OFFICER,
        by_hand=ALL_AROUND | {OFFICER},
        hand_level=FlagLevel.RED,
    ),
    FlagRule.R3: Watch(
        {
            FlagLevel.YELLOW: Answer(Responder.MENTEE, _R3_DAYS),  # the owner of the form; conditions name another
            FlagLevel.RED: Answer(Responder.COMMITTEE_OFFICER, _R3_DAYS),
        },
        readers=ALL_AROUND | OFFICE,
        escalates_to=LEADER,
    ),
    FlagRule.R4: Watch(
        {FlagLevel.YELLOW: Answer(Responder.MENTOR, "mentoring.r4_response_days")},
        readers=AT_THE_HOST | OFFICE,
        escalates_to=Responder.COMMITTEE_OFFICER,
        by_hand=frozenset({Capacity.MENTOR, OFFICER}),
        hand_level=FlagLevel.YELLOW,
    ),
    FlagRule.R5: Watch(
        {FlagLevel.RED: Answer(Responder.HOST_HEAD, "mentoring.r5_response_days")},
        readers=AT_THE_HOST | OFFICE,
        escalates_to=Responder.COMMITTEE_OFFICER,
        by_hand=frozenset({Capacity.MENTOR, OFFICER}),
        hand_level=FlagLevel.RED,
    ),
    FlagRule.R6: Watch(
        {FlagLevel.YELLOW: Answer(Responder.MENTOR, "mentoring.r6_response_days")},
        readers=AT_THE_HOST | OFFICE,
        escalates_to=Responder.COMMITTEE_OFFICER,
        by_hand=frozenset({Capacity.MENTOR, OFFICER}),
        hand_level=FlagLevel.YELLOW,
    ),
    FlagRule.R7: Watch(
        {FlagLevel.YELLOW: Answer(Responder.HOST_HEAD, "mentoring.r7_response_days")},
        readers=ALL_AROUND | OFFICE,
        escalates_to=Responder.COMMITTEE_OFFICER,
    ),
    FlagRule.R8: Watch(
        {FlagLevel.RED: Answer(Responder.COMMITTEE_OFFICER, "mentoring.r8_response_days")},
        readers=frozenset({Capacity.MENTEE}) | OFFICE,
        escalates_to=Responder.DECIDING_AUTHORITY,
        by_hand=frozenset({OFFICER}),
        hand_level=FlagLevel.RED,
        asks="document",
    ),
    FlagRule.R9: Watch(
        {FlagLevel.RED: Answer(Responder.COMMITTEE_OFFICER, "mentoring.r9_response_days")},
        readers=frozenset({Capacity.MENTEE, Capacity.LINK_OFFICER}) | OFFICE,
        escalates_to=LEADER,
        by_hand=frozenset({Capacity.MENTEE, Capacity.MENTOR, Capacity.LINK_OFFICER, OFFICER}),
        hand_level=FlagLevel.RED,
    ),
    FlagRule.R10: Watch(
        {FlagLevel.CONFIDENTIAL: Answer(Responder.COMMITTEE_OFFICER, "mentoring.r10_response_days")},
        readers=frozenset({OFFICER}),
        escalates_to=LEADER,
        by_hand=frozenset({OFFICER}),
        hand_level=FlagLevel.CONFIDENTIAL,
        hidden_from=HELD_BACK,
    ),
    FlagRule.R11: Watch(
        {
            FlagLevel.YELLOW: Answer(Responder.COMMITTEE_OFFICER, "mentoring.r11_response_days"),
            FlagLevel.RED: Answer(Responder.COMMITTEE_OFFICER, "mentoring.r11_response_days"),
        },
        readers=frozenset({Capacity.MENTEE, Capacity.LINK_OFFICER}) | OFFICE,
        escalates_to=Responder.DECIDING_AUTHORITY,
    ),
    FlagRule.R12: Watch(
        {FlagLevel.INFO: Answer(Responder.COMMITTEE_OFFICER, "mentoring.r12_response_days")},
        readers=frozenset({Capacity.MENTEE, Capacity.HOST_HEAD, Capacity.LINK_OFFICER}) | OFFICE,
        escalates_to=Responder.DECIDING_AUTHORITY,
        by_hand=frozenset({Capacity.MENTEE, Capacity.HOST_HEAD, Capacity.LINK_OFFICER, OFFICER}),
        hand_level=FlagLevel.INFO,
        asks="nothing",
    ),
    FlagRule.R13: Watch(
        {FlagLevel.RED: Answer(LEADER)},
        readers=frozenset({LEADER}),  # then the inspection committee, outside the system
        by_hand=frozenset({LEADER}),
        hand_level=FlagLevel.RED,
        asks="document",
        hidden_from=HELD_BACK,
    ),
    FlagRule.R14: Watch({FlagLevel.PATTERN: Answer(LEADER)}, readers=OFFICE),
    FlagRule.R15: Watch(
        {FlagLevel.BLOCK: Answer(Responder.SENDING_UNIT)},
        readers=frozenset({Capacity.MENTEE, Capacity.SENDING_UNIT, Capacity.LINK_OFFICER}) | OFFICE,
    ),
}

RESTRICTED = tuple(rule for rule, watch in WATCHES.items() if watch.is_restricted)
ONLY_BY_HAND = (FlagRule.R9, FlagRule.R12, FlagRule.R13)


def read_by(standing: str) -> list[str]:
    """The rules that somebody who stands so towards a posting may read."""
    return [rule for rule, watch in WATCHES.items() if standing in watch.readers]
