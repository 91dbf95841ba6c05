"""The rules of postings asked about two thousand officials of a wave, and about one; each answer explained and kept.

Everything is written inside one transaction that is rolled back, so that the database stays as it was.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import quantiles
from typing import Any
from uuid import uuid4

from django.db import transaction

from config.bench.figures import Figure, measurement
from curriculum.clock.time import now, today
from portal.city.writing import write
from training.models import (
    EligibilityAnswer,
    Person,
    Position,
    PositionTitle,
    PostingRule,
    RotationWave,
    SuccessionEntry,
    Unit,
    User,
)
from training.rotation.eligibility.facts import Post
from training.rotation.eligibility.keeping import replace_rule
from training.rotation.eligibility.obstacles import pair_obstacles
from training.rotation.eligibility.rehearsal import rehearse
from training.rotation.eligibility.services import evaluate

PEOPLE, SINGLE = 2_000, 20
WAVE_SECONDS, ONE_MS = 20, 200
NEW_AGE = 32


@measurement("eligibility")
def eligibility() -> Iterator[Figure]:
    figures: list[Figure] = []
    with transaction.atomic():
        figures += _measure()
        transaction.set_rollback(True)
    yield from figures


def _measure() -> Iterator[Figure]:
    officer = User.objects.get(username="tochuc")
    wave = RotationWave.objects.create(
        code=f"DO-{uuid4().hex[:8]}", name="Đợt đo", reference_date=today() + timedelta(days=95)
    )
    people = _officials()
    ask: dict[str, Any] = {"wave": wave, "by": officer}
    seconds = _seconds(lambda: evaluate(people=people, **ask))
    answers = EligibilityAnswer.objects.filter(evaluation__wave=wave).count()
    yield Figure("eligibility of 2,000 on a wave", seconds, "s", WAVE_SECONDS, note=f"{answers:,} answers stored")
    yield Figure("the same again, nothing differs", _seconds(lambda: evaluate(people=people, **ask)), "s", WAVE_SECONDS)
    rule = PostingRule.objects.get(code="young-age", valid_to=None)
    change: dict[str, Any] = {"valid_from": today() + timedelta(days=60), "parameters": {"years": NEW_AGE}}
    yield Figure(
        "rehearsal of a changed rule", _seconds(lambda: rehearse(rule, wave=wave, **change)), "s", WAVE_SECONDS
    )
    replace_rule(rule, legal_basis="Đo", by=officer, **change)
    yield Figure("all asked again by it", _seconds(lambda: evaluate(people=people, **ask)), "s", WAVE_SECONDS)
    times = [
        _seconds(lambda one=one: evaluate(people=[one], day=today() + timedelta(days=40), by=officer)) * 1000
        for one in people[:SINGLE]
    ]
    yield Figure("p95, eligibility of one person", quantiles(times, n=20)[-1], "ms", ONE_MS)
    communes = list(Unit.objects.current().communes().values_list("pk", flat=True))
    posts = [Post((unit, title), unit, title) for unit in communes for title in ("party_secretary", "pc_chairman")]
    half = people[: PEOPLE // 2]
    found: list[int] = []
    seconds = _seconds(lambda: found.append(len(pair_obstacles(people=half, posts=posts, on=wave.reference_date))))
    note = f"{len(half):,} × {len(posts)} pairs, {found[0]:,} barred"
    yield Figure("what bars whom from which post", seconds, "s", None, note=note)


def _seconds(work) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _officials() -> list[int]:
    """Officials of agencies of all ages, each with three offices; most in planning, some from the grassroots."""
    day = today()
    agencies = list(Unit.objects.current().agencies())
    old = list(Unit.objects.communes().filter(valid_to__isnull=False)[:300])
    titles = {title.code: title for title in PositionTitle.objects.valid_on(day)}
    people = []
    for number in range(PEOPLE):
        person = Person(
            staff_code=f"DO-{uuid4().hex[:8]}-{number}",
            birth_date=day - timedelta(days=365 * 25 + number * 5),
            sex=Person.Sex.FEMALE if number % 2 else Person.Sex.MALE,
            political_theory_level="intermediate",
            native_place=old[number % len(old)],
        )
        person.set_name(f"Nguyễn Văn Thử {number}")
        people.append(person)
    write(people)
    offices = []
    for number, person in enumerate(people):
        began, home = day - timedelta(days=900), agencies[number % len(agencies)]
        first = old[number % len(old)] if number % 5 == 0 else home
        title = "deputy_division_head" if number % 3 == 0 else "specialist"
        offices += [
            Position(person=person, unit=home, title=titles[title], valid_from=began),
            Position(
                person=person,
                unit=home,
                title=titles["specialist"],
                valid_from=began - timedelta(days=500),
                valid_to=began - timedelta(days=1),
            ),
            Position(
                person=person,
                unit=first,
                title=titles["specialist"],
                valid_from=began - timedelta(days=1100),
                valid_to=began - timedelta(days=501),
            ),
        ]
    write(offices)
    flags = [
        SuccessionEntry(person=person, valid_from=day - timedelta(days=300), source_document="QĐ", recorded_at=now())
        for number, person in enumerate(people)
        if number % 4
    ]
    write(flags)
    return [person.pk for person in people]
