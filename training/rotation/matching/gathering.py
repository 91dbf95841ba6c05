"""From the database to the problem: officials, posts, what the rules forbid, quotas, targets. Constant in queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from training.people.models import Person
from training.regulations.queries import value_on
from training.rotation.matching.districts import districts_of, steps_between_districts
from training.rotation.matching.models import ChosenPlace
from training.rotation.matching.problem import OWN_UNIT, Official, Post, Problem, Targets
from training.rotation.matching.weighing import OfficialFacts, PostFacts, parts, sides
from training.rotation.models import RotationWave
from training.rotation.waves.answers import Verdict, barred_pairs, verdicts_of
from training.rotation.waves.models import Field, WaveCandidate, WaveOffer

WEIGHTS, TARGETS = "rotation.matching_weights", "rotation.matching_targets"
THEORY = {"": 0} | {level: number for number, level in enumerate(Person.TheoryLevel.values, start=1)}
FIELD_BITS = {field: 1 << number for number, field in enumerate(Field.values)}


@dataclass
class Gathered:
    """The problem with the rows behind its indexes; ``sentences`` say by which rule a pair is forbidden."""

    wave: RotationWave
    candidates: list[WaveCandidate]
    offers: list[WaveOffer]
    problem: Problem
    parts: dict
    weights: dict[str, int]
    targets: dict[str, int]
    verdicts: dict[int, Verdict]
    sentences: dict[tuple[int, int], dict[str, str]] = field(default_factory=dict)

    def row_of(self, candidate: WaveCandidate) -> int | None:
        return next((row for row, one in enumerate(self.candidates) if one.pk == candidate.pk), None)

    def column_of(self, offer: WaveOffer) -> int | None:
        return next((column for column, one in enumerate(self.offers) if one.pk == offer.pk), None)

    def parts_of(self, row: int, column: int) -> dict[str, int]:
        """The four parts of one pair, each 0 to 100."""
        return {name: int(table[row, column]) for name, table in self.parts.items()}


def gather(wave: RotationWave, *, everybody: bool = False) -> Gathered:
    """What a matching of the wave is made from. Who was placed by hand or decided on stays out, with post and quota;
    ``everybody`` takes all in, for judging what was chosen. Raises ``NoRegulatedValue``.
    """
    weights, targets = value_on(WEIGHTS), value_on(TARGETS)
    settled = [] if everybody else _settled(wave)
    out = {place.candidate_id for place in settled}
    rows = WaveCandidate.objects.standing() if everybody else WaveCandidate.objects.undecided()
    related = rows.filter(wave=wave).select_related("person", "sending_unit", "bloc")
    candidates = [one for one in related.prefetch_related("wishes").order_by("pk") if one.pk not in out]
    offers = list(WaveOffer.objects.standing().filter(wave=wave).select_related("unit", "title").order_by("pk"))
    taken: dict[int, int] = {}
    for place in settled:
        if place.offer_id is not None:
            taken[place.offer_id] = taken.get(place.offer_id, 0) + 1
    offers = [offer for offer in offers if offer.places > taken.get(offer.pk, 0)]
    verdicts = verdicts_of(wave, candidates)
    sentences = barred_pairs(wave, candidates, offers)
    found = _weigh(candidates, offers)
    wish, fit = sides(found, weights)
    problem = Problem(
        [_official(one, wave, targets, verdicts[one.pk]) for one in candidates],
        [Post(one.pk, one.kind, one.places - taken.get(one.pk, 0), one.urgency) for one in offers],
        wish,
        fit,
        _barred(candidates, offers, sentences),
        _quotas(wave, settled),
        Targets(targets["women_percent"], targets["young_percent"], 100 * weights["women"], 100 * weights["young"]),
    )
    return Gathered(wave, candidates, offers, problem, found, weights, targets, verdicts, sentences)


def _settled(wave: RotationWave) -> list[ChosenPlace]:
    """Places that no new matching moves: set by hand, or decided."""
    rows = ChosenPlace.objects.filter(candidate__wave=wave).exclude(candidate__state=WaveCandidate.State.WITHDRAWN)
    return [place for place in rows.select_related("candidate") if place.is_by_hand or place.posting_id]


def _official(candidate: WaveCandidate, wave: RotationWave, targets: dict, verdict: Verdict) -> Official:
    age = candidate.person.age_on(wave.reference_date)
    return Official(
        candidate.pk,
        candidate.kind,
        candidate.bloc_id,
        candidate.person.sex == Person.Sex.FEMALE,
        age is not None and age < targets["young_below"],
        "" if verdict.may_go else verdict.code,
    )


def _quotas(wave: RotationWave, settled: Sequence[ChosenPlace]) -> dict[tuple[int, str], int] | None:
    quotas = {(row.bloc_id, row.kind): row.places for row in wave.quotas.all()}
    if not quotas:
        return None
    for place in settled:
        cell = (place.candidate.bloc_id, place.candidate.kind)
        if place.offer_id is not None:
            quotas[cell] = max(0, quotas.get(cell, 0) - 1)
    return quotas


def _barred(candidates, offers, sentences) -> dict[tuple[int, int], tuple[str, ...]]:
    row_of = {one.pk: row for row, one in enumerate(candidates)}
    column_of = {offer.pk: column for column, offer in enumerate(offers)}
    found = {
        (row_of[candidate], column_of[offer]): tuple(sorted(rules)) for (candidate, offer), rules in sentences.items()
    }
    of_unit: dict[int, list[int]] = {}
    for column, offer in enumerate(offers):
        of_unit.setdefault(offer.unit_id, []).append(column)
    for row, candidate in enumerate(candidates):
        for column in of_unit.get(candidate.sending_unit_id, ()):
            found[row, column] = (*found.get((row, column), ()), OWN_UNIT)
    return found


def _weigh(candidates: list[WaveCandidate], offers: list[WaveOffer]) -> dict:
    homes = {one.pk: one.person.residence_id or one.person.native_place_id for one in candidates}
    places = {home for home in homes.values() if home is not None} | {offer.unit_id for offer in offers}
    district = districts_of(places)
    officials = [
        OfficialFacts(
            _bits(one.fields),
            THEORY[one.person.political_theory_level],
            one.bloc_id,
            [wish.unit_id for wish in one.wishes.all()],
            district.get(homes[one.pk]),
        )
        for one in candidates
    ]
    posts = [
        PostFacts(
            offer.unit_id,
            _bits(offer.fields),
            THEORY[offer.least_theory],
            offer.title.bloc_id,
            district.get(offer.unit_id),
        )
        for offer in offers
    ]
    return parts(officials, posts, steps_between_districts())


def _bits(fields: Sequence[str]) -> int:
    return sum(FIELD_BITS[one] for one in set(fields) if one in FIELD_BITS)
