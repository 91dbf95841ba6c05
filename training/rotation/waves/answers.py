"""What the rules of eligibility say about the officials and pairs of a wave; the one door to them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.utils.translation import get_language, pgettext_lazy

from training.rotation.eligibility.evaluation_models import EligibilityAnswer, EligibilityEvaluation
from training.rotation.eligibility.facts import Post
from training.rotation.eligibility.obstacles import pair_obstacles
from training.rotation.eligibility.services import evaluate
from training.rotation.models import RotationWave
from training.rotation.waves.models import WaveCandidate, WaveOffer

NOT_ASKED = "not_asked"
LABELS = {
    "eligible": pgettext_lazy("evaluation", "eligible"),
    "by_exception": pgettext_lazy("evaluation", "eligible by exception"),
    "unknown": pgettext_lazy("evaluation", "cannot be said yet"),
    "not_eligible": pgettext_lazy("evaluation", "not eligible"),
    NOT_ASKED: pgettext_lazy("evaluation", "not asked yet"),
}
TELLING = {
    "eligible": (),
    "by_exception": (EligibilityAnswer.Result.EXCEPTED,),
    "unknown": (EligibilityAnswer.Result.UNKNOWN,),
    "not_eligible": (EligibilityAnswer.Result.NOT_MET, EligibilityAnswer.Result.UNKNOWN),
}


@dataclass(frozen=True)
class Verdict:
    """The answer on the wave's reference date, with a sentence for each rule that is not met or not known."""

    code: str
    sentences: tuple[dict[str, str], ...] = ()  # each in both languages
    evaluation: int | None = None

    @property
    def may_go(self) -> bool:
        return self.code in ("eligible", "by_exception")

    @property
    def label(self) -> str:
        return str(LABELS[self.code])

    @property
    def said(self) -> list[str]:
        """The sentences in the language of the screen."""
        language = get_language() or "vi"
        return [sentence.get(language) or sentence["vi"] for sentence in self.sentences]


def ask_rules(wave: RotationWave, candidates: Iterable[WaveCandidate], *, by) -> None:
    """Ask every rule about these officials and keep the answers; where nothing changed, nothing is added."""
    for kind, rows in _by_kind(candidates).items():
        evaluate(people=[row.person_id for row in rows], wave=wave, movement=kind, by=by)


def verdicts_of(wave: RotationWave, candidates: Iterable[WaveCandidate]) -> dict[int, Verdict]:
    """The standing answer about each official (key of the candidate). Two queries for each kind of movement."""
    found = {}
    for kind, rows in _by_kind(candidates).items():
        people = {row.person_id: row.pk for row in rows}
        evaluations = EligibilityEvaluation.objects.latest_for(wave, kind).order_by()
        by_person = {one.person_id: one for one in evaluations if one.person_id in people}
        sentences = _sentences(by_person.values())
        for person, candidate in people.items():
            answered = by_person.get(person)
            if answered is None:
                found[candidate] = Verdict(NOT_ASKED)
            else:
                found[candidate] = Verdict(answered.verdict, tuple(sentences.get(answered.pk, ())), answered.pk)
    return found


def barred_pairs(
    wave: RotationWave, candidates: Iterable[WaveCandidate], offers: Iterable[WaveOffer]
) -> dict[tuple[int, int], dict[str, str]]:
    """For each pair (keys of candidate and offer) that a rule forbids: the code of the rule and its sentence."""
    found: dict[tuple[int, int], dict[str, str]] = {}
    posts = defaultdict(list)
    for offer in offers:
        posts[offer.kind].append(Post(offer.pk, offer.unit_id, offer.title.code))
    for kind, rows in _by_kind(candidates).items():
        if not posts[kind]:
            continue
        people = {row.person_id: row.pk for row in rows}
        pairs = pair_obstacles(people=people, posts=posts[kind], on=wave.reference_date, wave=wave, movement=kind)
        for (person, post), obstacles in pairs.items():
            found[people[person], cast(int, post)] = {one.code: one.sentence for one in obstacles}
    return found


def _by_kind(candidates: Iterable[WaveCandidate]) -> dict[str, list[WaveCandidate]]:
    found: dict[str, list[WaveCandidate]] = defaultdict(list)
    for candidate in candidates:
        found[candidate.kind].append(candidate)
    return found


def _sentences(evaluations: Iterable[EligibilityEvaluation]) -> dict[int, list[dict[str, str]]]:
    """What decided each verdict, rule by rule."""
    telling = {one.pk: TELLING[one.verdict] for one in evaluations if TELLING[one.verdict]}
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    keys = list(telling)
    for start in range(0, len(keys), 500):
        answers = EligibilityAnswer.objects.filter(evaluation__in=keys[start : start + 500]).order_by("code")
        for answer in answers.only("evaluation_id", "result", "sentence_vi", "sentence_en"):
            if answer.result in telling[answer.evaluation_id]:
                found[answer.evaluation_id].append({"vi": answer.sentence_vi, "en": answer.sentence_en})
    return found
