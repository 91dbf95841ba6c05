"""What an attempt is made of: the questions drawn for it, and the order in which their choices stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random, SystemRandom
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from curriculum.errors import WrongState
from curriculum.prepared.questions import Prepared
from curriculum.questions.content import Kind, Option, QuestionContent
from curriculum.questions.marking import BY_PERSON
from curriculum.questions.models import PATH_MARK, Question, QuestionVersion
from curriculum.quizzes.models import QuizPage, QuizQuestion, QuizSection

Order = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """One question of the sheet to be."""

    section: str
    version: QuestionVersion
    points: Decimal
    counts: bool
    order: Order


def draw(quiz: QuizPage, *, has_marker: bool, dice: Random | None = None) -> list[Drawn]:
    """The questions of one attempt, in their order. ``has_marker`` says whether somebody marks what people must mark.

    Four queries whatever the quiz holds. Raises ``WrongState`` where the bank has too few approved questions.
    """
    dice = dice or SystemRandom()
    sections = _sections(quiz.pk)
    fixed_in: dict[int, list[int]] = {section.pk: [] for section in sections}
    for section, question in _fixed(quiz.pk):
        fixed_in[section].append(question)
    pools = _pools(sections, {one for listed in fixed_in.values() for one in listed})
    taken: set[int] = set()
    sheet: list[tuple[QuizSection, int]] = []
    for section in sections:
        if not pools.version_of.keys() >= set(fixed_in[section.pk]):
            raise _too_few(quiz)
        chosen = [pools.version_of[question] for question in fixed_in[section.pk]]
        taken.update(chosen)
        free = [pk for pk in pools.of_section[section.pk] if pk not in taken]
        if len(free) < section.draws:
            raise _too_few(quiz)
        chosen += dice.sample(free, section.draws)
        taken.update(chosen)
        if section.is_shuffled:
            dice.shuffle(chosen)
        sheet += [(section, pk) for pk in chosen]
    if not sheet:
        raise _too_few(quiz)
    versions = {version.pk: version for version in _versions(*(pk for _section, pk in sheet))}
    return [_drawn(section, versions[pk], quiz, has_marker, dice) for section, pk in sheet]


def order_of(content: QuestionContent, dice: Random, *, shuffles: bool) -> Order:
    """The keys of everything a person chooses from, as they will stand.

    The parts of an ordering question and the answers of a matching one are always mixed: their order is the solution.
    """
    match content.kind:
        case Kind.SINGLE | Kind.MULTIPLE:
            return {"options": _mixed_options(content.options, dice, shuffles and content.is_shuffled)}
        case Kind.MATCHING:
            return {"answers": _mixed([pair.key for pair in content.pairs], dice)}
        case Kind.ORDERING:
            return {"items": _mixed([item.key for item in content.items], dice)}
    return {}


@dataclass(frozen=True)
class _Pools:
    of_section: dict[int, list[int]]  # keys of versions
    version_of: dict[int, int]  # by question


@Prepared
def _sections(quiz: int) -> QuerySet[QuizSection]:
    return QuizSection.objects.filter(quiz=quiz).select_related("category").order_by("sort_order", "pk")


@Prepared
def _fixed(quiz: int) -> QuerySet:
    """Section and question of those everybody gets, in their order."""
    rows = QuizQuestion.objects.filter(section__quiz=quiz).order_by("section", "sort_order", "pk")
    return rows.values_list("section", "question")


@Prepared
def _versions(*keys: int) -> QuerySet[QuestionVersion]:
    return QuestionVersion.objects.filter(pk__in=keys).only("kind", "content").order_by()


def _pools(sections: Sequence[QuizSection], fixed: set[int]) -> _Pools:
    rows = _in_use(sections, fixed)
    in_category: dict[int, list[int]] = {}
    paths: dict[int, str] = {}
    for _question, version, category, path in rows:
        in_category.setdefault(category, []).append(version)
        paths[category] = path
    of_section: dict[int, list[int]] = {section.pk: [] for section in sections}
    for section in sections:
        if section.draws:
            inside = [pk for pk, path in paths.items() if _is_in(section, pk, path)]
            of_section[section.pk] = [version for pk in sorted(inside) for version in in_category[pk]]
    return _Pools(of_section, {question: version for question, version, _category, _path in rows})


def _in_use(sections: Iterable[QuizSection], fixed: set[int]) -> QuerySet:
    """The questions in use that a section can draw or names; never more of the bank than that."""
    wanted = Q(pk__in=fixed)
    for section in sections:
        if section.draws:
            wanted |= Q(category=section.category_id)
            if section.with_subcategories:
                wanted |= Q(category__path__startswith=section.category.path + PATH_MARK)
    rows = Question.objects.in_use().filter(wanted).order_by("pk")
    return rows.values_list("pk", "approved", "category", "category__path")


def _is_in(section: QuizSection, category: int, path: str) -> bool:
    if category == section.category_id:
        return True
    return section.with_subcategories and path.startswith(section.category.path + PATH_MARK)


def _drawn(section: QuizSection, version: QuestionVersion, quiz: QuizPage, has_marker: bool, dice: Random) -> Drawn:
    content = version.said
    counts = has_marker or content.kind not in BY_PERSON
    points = section.points_each if section.points_each is not None else content.points
    return Drawn(section.title, version, points, counts, order_of(content, dice, shuffles=quiz.shuffles_options))


def _mixed_options(options: Sequence[Option], dice: Random, shuffles: bool) -> list[str]:
    """Options that keep their place ("all of the above") stay where they are; the others change places."""
    free = [option.key for option in options if not option.is_fixed]
    if shuffles:
        dice.shuffle(free)
    rest = iter(free)
    return [option.key if option.is_fixed else next(rest) for option in options]


def _mixed(keys: list[str], dice: Random) -> list[str]:
    """In another order than the one given, wherever there are two or more."""
    mixed = keys[:]
    while len(set(keys)) > 1 and mixed == keys:
        dice.shuffle(mixed)
    return mixed


def _too_few(quiz: QuizPage) -> WrongState:
    return WrongState(
        _("“%(quiz)s” cannot be taken yet: the bank has too few approved questions for it. The office has to add some.")
        % {"quiz": quiz.title}
    )
