"""Asking the rules about people, and keeping what they answered."""

import hashlib
import json
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from training.errors import InvalidInput, NotAllowed, WrongState
from training.people.models import Person, PositionTitle
from training.regulations.queries import value_on
from training.rotation.eligibility.answering import Answered, RulesOfDay, answer, rules_of_day, verdict_of
from training.rotation.eligibility.evaluation_models import EligibilityAnswer, EligibilityEvaluation, EligibilityRun
from training.rotation.eligibility.facts import Ask, Post
from training.rotation.eligibility.findings import in_both_languages
from training.rotation.eligibility.gathering import gather, look_at_the_world
from training.rotation.eligibility.models import PostingRule
from training.rotation.models import Posting, RotationWave
from training.units.models import Unit

TOGETHER = 1000  # people whose facts are held in memory at once
ROWS = 500


@dataclass(frozen=True)
class Told:
    """What the rules say about one person, before it is kept."""

    person: int
    verdict: str
    group: str
    answers: list[Answered]


def evaluate(
    *,
    people: Iterable[Person | int],
    by,
    wave: RotationWave | None = None,
    day: date | None = None,
    movement: str = Posting.Kind.ROTATION,
    host_unit: Unit | None = None,
    title: PositionTitle | None = None,
) -> list[EligibilityEvaluation]:
    """Ask every rule that holds on the reference date about these people, and keep the answers.

    The reference date is the wave's; ``day`` (today by default) where no wave is named. With a host unit and a title
    the rules of posts are asked as well. Where nothing differs from the last answer, that one is returned; otherwise a
    new evaluation supersedes it, and the old one stays as it was. In the order of the people given.

    Raises ``NotAllowed``; ``InvalidInput`` where wave and day contradict, half a post is named or the unit did not
    exist; ``WrongState`` where the installation keeps nothing before the decision.
    """
    keys = list(dict.fromkeys(one.pk if isinstance(one, Person) else one for one in people))
    _expect_may(by, keys)
    day = _reference_day(wave, day)
    post = _post(host_unit, title, day)
    if wave is not None and value_on("rotation.pre_decision_tracking") == "off":
        raise WrongState(
            _(
                "This installation keeps nothing of a wave before the decision (“%(key)s” is off). "
                "No eligibility is stored; ask about a person and a day instead."
            )
            % {"key": "rotation.pre_decision_tracking"}
        )
    began = time.monotonic()
    with transaction.atomic():
        if wave is not None:
            RotationWave.objects.select_for_update().get(pk=wave.pk)  # one evaluation of a wave at a time
        run = EligibilityRun(
            wave=wave, movement=movement, day=day, people=len(keys), changed=0, seconds=0, recorded_by=by
        )
        found, changed = _ask_and_keep(keys, run, post, host_unit, title)
        if changed:
            run.recorded_at, run.changed, run.seconds = now(), len(changed), time.monotonic() - began
            run.save()
            _keep(run, changed, found)
            data = {"people": len(keys), "changed": len(changed), "day": str(day)}
            log(wave or run, "training.eligibility.evaluate", user=by, data=data, title=str(wave or run))
    return [found[key] for key in keys if key in found]


def tell(
    people: Collection[int],
    *,
    day: date,
    movement: str,
    versions: Iterable[PostingRule],
    wave: int | None = None,
    post: Post | None = None,
    world=None,
) -> Iterator[Told]:
    """What these versions of the rules say about these people; nothing is kept."""
    world = world or look_at_the_world(day)
    ask = Ask(day, movement, world, wave, post)
    rules = rules_of_day(versions, day, movement)
    keys = list(people)
    for start in range(0, len(keys), TOGETHER):
        facts = gather(keys[start : start + TOGETHER], world)
        for key in keys[start : start + TOGETHER]:
            if key in facts:
                answers = answer(facts[key], ask, rules)
                yield Told(key, *verdict_of(answers), answers)


def _ask_and_keep(keys: list[int], run: EligibilityRun, post: Post | None, host_unit, title):
    """The evaluation of each person, old or new; and the new ones with what was told."""
    wave = run.wave_id
    subject = EligibilityEvaluation.subject_of(
        wave, run.day, run.movement, host_unit.pk if host_unit else None, title.pk if title else None
    )
    found = _last_ones(keys, subject)
    changed: dict[int, Told] = {}
    marks: dict[int, str] = {}
    versions = list(PostingRule.objects.order_by())
    for told in tell(keys, day=run.day, movement=run.movement, versions=versions, wave=wave, post=post):
        mark = _fingerprint(told)
        last = found.get(told.person)
        if last is None or last.fingerprint != mark:
            changed[told.person], marks[told.person] = told, mark
    for key, told in changed.items():
        found[key] = EligibilityEvaluation(
            person_id=key,
            wave_id=wave,
            movement=run.movement,
            day=run.day,
            host_unit=host_unit,
            title=title,
            subject=subject,
            verdict=told.verdict,
            group=told.group,
            fingerprint=marks[key],
            supersedes=found.get(key),
            recorded_by=run.recorded_by,
        )
    return found, changed


def _last_ones(keys: Sequence[int], subject: str) -> dict[int, EligibilityEvaluation]:
    found = {}
    for start in range(0, len(keys), TOGETHER):
        rows = EligibilityEvaluation.objects.standing().filter(subject=subject)
        for row in rows.filter(person__in=keys[start : start + TOGETHER]).order_by():
            found[row.person_id] = row
    return found


def _keep(run: EligibilityRun, changed: dict[int, Told], found: dict[int, EligibilityEvaluation]) -> None:
    rows = [found[key] for key in changed]
    for row in rows:
        row.run, row.recorded_at = run, run.recorded_at
    EligibilityEvaluation.objects.bulk_create(rows, batch_size=ROWS)
    answers = [(found[key], one) for key, told in changed.items() for one in told.answers]
    sentences = in_both_languages([one.finding.sentence for _row, one in answers])
    EligibilityAnswer.objects.bulk_create(
        [
            EligibilityAnswer(
                evaluation=row,
                rule=one.rule,
                code=one.code,
                result=one.finding.result,
                sentence_vi=vi,
                sentence_en=en,
                facts=[fact.stored() for fact in one.finding.facts],
                exception_id=one.lifted.pk if one.lifted else None,
            )
            for (row, one), (vi, en) in zip(answers, sentences, strict=True)
        ],
        batch_size=ROWS,
    )


def _fingerprint(told: Told) -> str:
    """The same for the same answers of the same versions on the same facts."""
    said: list[Any] = [
        (
            one.code,
            one.rule.pk if one.rule else None,
            one.finding.result,
            [fact.stored() for fact in one.finding.facts],
            one.lifted.pk if one.lifted else None,
        )
        for one in told.answers
    ]
    return hashlib.sha256(json.dumps([told.verdict, said], default=str).encode()).hexdigest()


def _expect_may(by, keys: Collection[int]) -> None:
    """The Committee asks about anybody; the officers of a unit about its people."""
    if by is not None and by.has_perm("training.evaluate_eligibility"):
        return
    if by is None or not by.has_perm("training.put_forward"):
        raise NotAllowed(_("Only the Organisation Committee and the units that send people ask about eligibility."))
    if Person.objects.visible_to(by).filter(pk__in=keys).count() < len(keys):
        raise NotAllowed(_("You may ask about the people of your own unit only. Nothing was stored."))


def _reference_day(wave: RotationWave | None, day: date | None) -> date:
    if wave is None:
        return day or today()
    if day is not None and day != wave.reference_date:
        raise InvalidInput(
            _("The wave counts on %(day)s; leave the day empty or give this one.")
            % {"day": wave.reference_date.strftime("%d/%m/%Y")}
        )
    return wave.reference_date


def _post(host_unit: Unit | None, title: PositionTitle | None, day: date) -> Post | None:
    if (host_unit is None) != (title is None):
        raise InvalidInput(_("A post is a unit and a title: name both or neither."))
    if host_unit is None or title is None:
        return None
    if not host_unit.is_valid_on(day):
        raise InvalidInput(
            _("%(unit)s does not exist on %(day)s. Choose the unit that stands in its place.")
            % {"unit": host_unit.display_name, "day": day.strftime("%d/%m/%Y")}
        )
    return Post(None, host_unit.pk, title.code)


def rules_on(day: date, movement: str = Posting.Kind.ROTATION) -> RulesOfDay:
    """The versions that hold on the day, and the gaps. One query."""
    return rules_of_day(PostingRule.objects.order_by(), day, movement)
