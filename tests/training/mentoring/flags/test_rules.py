"""Who reads which flag: the whole cast against every rule, lists and the rule of the single flag in agreement."""

import pytest

from wagtail.models import ModelLogEntry

from curriculum.clock.time import today
from tests.factories.training import (
    MentorFactory,
    MentorshipFactory,
    RoleGrantFactory,
    RotationWaveFactory,
    UserFactory,
)
from training.mentoring.flags.catalogue import WATCHES, FlagRule
from training.mentoring.flags.models import Flag
from training.mentoring.flags.rules import can_answer_flag, can_close_flag, can_read_words, can_view_flag, rules_by_hand
from training.mentoring.flags.services import acknowledge_flag, close_flag, raise_flag
from training.models import Role, User

ALL = {str(rule) for rule in FlagRule}
RESTRICTED = {"R10", "R13"}
OF_THE_COMMITTEE = {"R8", "R9", "R11", "R12", "R15"}
AT_THE_HOST = ALL - RESTRICTED - OF_THE_COMMITTEE - {"R14"}

# Who reads what; whoever is not named reads nothing.
READS = {
    "young_official": AT_THE_HOST | OF_THE_COMMITTEE,
    "mentor": AT_THE_HOST,
    "host_head": AT_THE_HOST | {"R12"},
    "link_officer": {"R1", "R3", "R7", "R9", "R11", "R12", "R15"},
    "sending_coordinator": {"R15"},
    "committee_officer": ALL - {"R13"},
    "committee_leader": ALL,
    "auditor": ALL - RESTRICTED,
}


@pytest.fixture
def people(cast):
    everybody = dict(cast.everybody())
    granted = {
        "link_officer": (Role.LINK_OFFICER, cast.department),
        "sending_coordinator": (Role.UNIT_COORDINATOR, cast.department),
        "committee_leader": (Role.COMMITTEE_LEADER, None),
        "host_coordinator": (Role.UNIT_COORDINATOR, cast.commune),
    }
    for name, (role, unit) in granted.items():
        everybody[name] = RoleGrantFactory(user=UserFactory(), role=role, unit=unit).user
    earlier = MentorFactory(person__user=UserFactory())
    MentorshipFactory(posting=cast.posting, mentor=earlier, valid_to=today())
    everybody["earlier_mentor"] = earlier.person.user
    return everybody | {"visitor": cast.visitor}


@pytest.fixture
def flags(cast):
    wave = RotationWaveFactory()
    made = {}
    for rule, watch in WATCHES.items():
        level, answer = next(iter(watch.answers.items()))
        about = {"unit": cast.commune, "wave": wave} if rule == "R14" else {"posting": cast.posting}
        made[rule] = Flag.objects.create(
            rule=rule, level=level, occasion="x", raised_on=today(), responder=answer.by, **about
        )
    return made


def seen_by(user) -> set[str]:
    return set(Flag.objects.visible_to(user).values_list("rule", flat=True))


def opened_to(user, flags) -> set[str]:
    return {str(rule) for rule, flag in flags.items() if can_view_flag(user, flag)}


def test_everybody_reads_what_the_document_says_and_no_more(people, flags):
    assert {name: rules for name, user in people.items() if (rules := seen_by(user))} == READS
    assert {name: rules for name, user in people.items() if (rules := opened_to(user, flags))} == READS


@pytest.mark.parametrize("side", ["young_official", "mentor", "earlier_mentor"])
def test_a_side_that_also_works_for_the_committee_reads_nothing_restricted_about_it(people, flags, side):
    for role in (Role.COMMITTEE_OFFICER, Role.COMMITTEE_LEADER):
        RoleGrantFactory(user=people[side], role=role)
    user = User.objects.get(pk=people[side].pk)
    assert seen_by(user) == opened_to(user, flags) == ALL - RESTRICTED
    assert not RESTRICTED & set(rules_by_hand(user, flags["R10"].posting))


def test_a_closed_account_reads_nothing(people, flags):
    user = people["committee_leader"]
    user.is_active = False
    assert not Flag.objects.visible_to(user).exists()
    assert not any(can_view_flag(user, flag) for flag in flags.values())


def test_who_answers_closes_and_reads_the_words(people, flags):
    def who(may, rule):
        return {name for name, user in people.items() if may(user, flags[rule])}

    committee = {"committee_officer", "committee_leader"}
    assert who(can_answer_flag, "R1") == committee | {"mentor"}
    assert who(can_close_flag, "R2") == committee | {"host_head"}
    assert who(can_answer_flag, "R3") == committee | {"young_official"}
    assert who(can_close_flag, "R3") == committee  # nobody closes a flag about himself
    assert who(can_read_words, "R2") - committee - {"auditor"} == {"host_head"}
    assert who(can_answer_flag, "R13") == {"committee_leader"}
    assert who(can_answer_flag, "R10") == committee


def test_who_raises_what_by_hand(people, cast):
    found = {name: set(rules_by_hand(user, cast.posting)) for name, user in people.items() if name != "visitor"}
    assert {name: rules for name, rules in found.items() if rules} == {
        "young_official": {"R2", "R9", "R12"},
        "mentor": {"R2", "R4", "R5", "R6", "R9"},
        "host_head": {"R2", "R12"},
        "link_officer": {"R2", "R9", "R12"},
        "committee_officer": {"R2", "R4", "R5", "R6", "R8", "R9", "R10", "R12"},
        "committee_leader": {"R2", "R4", "R5", "R6", "R8", "R9", "R10", "R12", "R13"},
    }


def test_logs_and_titles_tell_neither_rule_nor_person(people, flags, cast):
    leader = people["committee_leader"]
    flag = close_flag(acknowledge_flag(flags["R13"], by=leader), result="Đã chuyển Ủy ban Kiểm tra", by=leader)
    raise_flag(cast.posting, "R13", document="15-ĐT/UBKT", by=leader)
    entries = ModelLogEntry.objects.filter(action__startswith="training.flag")
    assert entries.count() == 3
    for entry in entries:
        told = f"{entry.label} {entry.data}"
        assert not [word for word in ("R13", "Đức", "UBKT") if word in told]
    assert str(flag) == str(flags["R1"]).replace(str(flags["R1"].pk), str(flag.pk))
