"""Holding every posting against the rules, batch by batch; the second run of a day finds nothing to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Max, Q

from curriculum.clock.time import now, today
from training.mentoring.flags.catalogue import RESTRICTED, WATCHES, WEIGHT, FlagLevel, FlagRule
from training.mentoring.flags.conditions import CONDITIONS, Finding, Value, findings_of
from training.mentoring.flags.facts import Gatherer
from training.mentoring.flags.models import Flag, FlagStep
from training.regulations.queries import value_on
from training.rotation.models import Posting, RotationWave, host_on
from training.signals import flags_raised

BATCH = 200
Status, Step = Flag.Status, FlagStep.Kind


@dataclass
class Computed:
    """What a run did; all zero when nothing was new."""

    raised: int = 0
    risen: int = 0
    recurred: int = 0
    ceased: int = 0

    def __add__(self, other: "Computed") -> "Computed":
        return Computed(
            self.raised + other.raised,
            self.risen + other.risen,
            self.recurred + other.recurred,
            self.ceased + other.ceased,
        )


def compute_flags(on: date | None = None, postings: Iterable[int] | None = None, *, announce: bool = True) -> Computed:
    """Raise what holds on the day and is not raised yet, for all postings or those named by their keys.

    A flag that is open gets its higher level; one whose cause is gone is marked so, but closes by nobody's hand but a
    person's. What a person closed is not raised again while nothing new happened. Memory does not grow with the
    number of postings. ``announce`` is only False where nobody is to be told, as in a demonstration being made.
    """
    day = on or today()
    kept: dict[str, object] = {}

    def value(key: str):
        if key not in kept:
            kept[key] = value_on(key, day)
        return kept[key]

    gatherer = Gatherer(day, value)
    done = Computed()
    for batch in _batches(postings):
        done += _compute_batch(batch, gatherer, value, announce)
    return done + _compute_patterns(day, value, postings, announce)


def _batches(postings: Iterable[int] | None) -> Iterator[list[int]]:
    """Keys of postings to look at: those that run, and ended ones with flags whose cause cannot hold any more."""
    waiting = Flag.objects.pressing().filter(posting__isnull=False).values("posting")
    rows = Posting.objects.filter(~Q(status=Posting.Status.ENDED) | Q(pk__in=waiting)).order_by("pk")
    if postings is not None:
        rows = rows.filter(pk__in=list(postings))
    last = 0
    while batch := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield batch
        last = batch[-1]


@transaction.atomic
def _compute_batch(keys: list[int], gatherer: Gatherer, value: Value, announce: bool) -> Computed:
    locked = list(Posting.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    rows = Posting.objects.filter(pk__in=[row.pk for row in locked]).exclude(status=Posting.Status.ENDED)
    facts = gatherer.gather(list(rows.select_related("person")))
    findings = {
        (finding.rule, posting, finding.about): finding
        for posting, known in facts.items()
        for finding in findings_of(known, value)
    }
    return _Reconciling(gatherer.day, value, announce).reconcile(
        findings,
        Flag.objects.filter(posting__in=keys, rule__in=CONDITIONS),
        lambda flag: (flag.rule, flag.posting_id, flag.about),
        lambda key, finding: Flag(rule=finding.rule, posting_id=key[1], about=finding.about),
    )


@transaction.atomic
def _compute_patterns(day: date, value: Value, postings: Iterable[int] | None, announce: bool) -> Computed:
    """R14 (mentoring.md §6): a host unit with three or more flags at once in a wave; of units that went into another,
    that one. What is restricted counts not: a number that moves would tell of it.
    """
    in_waves = Flag.objects.pressing().filter(posting__wave__isnull=False).annotate(place=host_on(day, "posting__"))
    counted = in_waves.exclude(rule__in=[*RESTRICTED, FlagRule.R14])
    known = Flag.objects.filter(rule=FlagRule.R14)
    if postings is not None:
        in_wave = Posting.objects.filter(pk__in=list(postings), wave__isnull=False)
        places = in_wave.values_list("wave", "host_unit", "host_unit_now")
        near = Q(pk__in=[])
        here = Q(pk__in=[])
        for wave, *units in set(places):
            near |= Q(place__in=units, posting__wave=wave)
            here |= Q(unit__in=units, wave=wave)
        counted, known = counted.filter(near), known.filter(here)
    list(RotationWave.objects.select_for_update().order_by("pk").values_list("pk"))  # one counts at a time
    rows = (
        counted.order_by()
        .values_list("place", "posting__wave")
        .annotate(count=Count("pk"), latest=Max("pk"))
        .filter(count__gte=value("mentoring.r14_flags_at_once"))
    )
    findings = {
        (FlagRule.R14, unit, wave): Finding(FlagRule.R14, FlagLevel.PATTERN, f"latest:{latest}", {"count": count})
        for unit, wave, count, latest in rows
    }
    return _Reconciling(day, value, announce).reconcile(
        findings,
        known,
        lambda flag: (flag.rule, flag.unit_id, flag.wave_id),
        lambda key, finding: Flag(rule=FlagRule.R14, unit_id=key[1], wave_id=key[2]),
    )


class _Reconciling:
    """Brings the flags of some postings into step with what was found of them."""

    def __init__(self, day: date, value: Value, announce: bool):
        self.day, self.value, self.announce, self.at = day, value, announce, now()
        self.steps: list[FlagStep] = []
        self.told: list[Flag] = []
        self.done = Computed()

    def reconcile(self, findings: dict[tuple, Finding], flags, key_of, blank) -> Computed:
        present = {key_of(flag): flag for flag in flags.open()}
        settled = self._settled(findings, flags, key_of)
        new = []
        for key, finding in findings.items():
            flag = present.get(key)
            if flag is not None:
                self._renew(flag, finding)
            elif settled.get((key, finding.occasion), -1) < WEIGHT[finding.level]:
                flag = blank(key, finding)
                self._fill(flag, finding)
                flag.raised_on = self.day
                new.append(flag)
        Flag.objects.bulk_create(new)
        for flag in new:
            self._step(flag, Step.RAISED, flag.facts)
        self.done.raised = len(new)
        for key, flag in present.items():
            if key not in findings and flag.raised_by_id is None and flag.ceased_on is None:
                self._cease(flag)
        FlagStep.objects.bulk_create(self.steps)
        told = [*new, *self.told]
        if told and self.announce:
            transaction.on_commit(lambda: flags_raised.send(Flag, flags=told))
        return self.done

    @staticmethod
    def _settled(findings: dict[tuple, Finding], flags, key_of) -> dict[tuple, int]:
        """What a person closed, by its occasion, and how grave it was then."""
        occasions = {finding.occasion for finding in findings.values()}
        closed = flags.filter(closed_at__isnull=False, occasion__in=occasions)
        graves: dict[tuple, int] = {}
        for flag in closed:
            key = (key_of(flag), flag.occasion)
            graves[key] = max(graves.get(key, -1), flag.weight)
        return graves

    def _fill(self, flag: Flag, finding: Finding) -> None:
        answer = WATCHES[finding.rule].answers[finding.level]
        flag.level, flag.weight = finding.level, WEIGHT[finding.level]
        flag.occasion, flag.facts = finding.occasion, finding.facts
        flag.responder = finding.responder or answer.by
        flag.due_on = self.day + timedelta(days=self.value(answer.days)) if answer.days else None
        flag.status, flag.ceased_on = Status.OPEN, None
        flag.acknowledged_by = flag.acknowledged_at = flag.escalated_at = None
        flag.escalated_to = ""

    def _renew(self, flag: Flag, finding: Finding) -> None:
        """A higher level, or a new occasion, begins the answering anew; an unchanged flag is left alone."""
        rises = WEIGHT[finding.level] > flag.weight
        again = flag.ceased_on is not None or (flag.occasion != finding.occasion and flag.raised_by_id is None)
        if not (rises or again):
            return
        if flag.rule == FlagRule.R14 and flag.ceased_on is None:
            return  # one more flag at the same host while the pattern is being looked at
        self._fill(flag, finding)
        flag.save()
        self._step(flag, Step.ROSE if rises else Step.RECURRED, finding.facts)
        self.told.append(flag)
        if rises:
            self.done.risen += 1
        else:
            self.done.recurred += 1

    def _cease(self, flag: Flag) -> None:
        flag.ceased_on = self.day
        flag.save(update_fields=["ceased_on"])
        self._step(flag, Step.CEASED, {})
        self.done.ceased += 1

    def _step(self, flag: Flag, kind: str, data: dict) -> None:
        self.steps.append(FlagStep(flag=flag, kind=kind, at=self.at, data=data))
