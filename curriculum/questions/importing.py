"""Taking the questions of a file into the bank: new ones are added, changed ones get a version, the same ones stay.

A question is found again by the number its file gives it, else by its name within the category, else by its words.
What is written is written in one transaction.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from taggit.models import Tag, TaggedItem

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.errors import InvalidInput
from curriculum.permissions import require
from curriculum.questions.categories import category_at
from curriculum.questions.content import QuestionContent
from curriculum.questions.formats.reading import Problem, Reading, ReadQuestion, Weight
from curriculum.questions.models import PATH_MARK, Question, QuestionCategory, QuestionVersion
from curriculum.questions.pictures import keep_picture
from curriculum.questions.reconciling import reconciled
from curriculum.questions.services import CHANGE, identity_of
from curriculum.vietnamese.text import nfc

TOLD_EVERY = 200
BATCH = 500
Tell = Callable[[int, int], None]


class Outcome(StrEnum):
    """What the file means for one question of the bank."""

    MADE = "made"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass
class Taken:
    """One question of the file, the place it has in the bank and what came of it."""

    read: ReadQuestion
    path: tuple[str, ...]
    identity: str
    content: QuestionContent
    outcome: Outcome
    question: Question | None = None
    new_tags: tuple[str, ...] = ()
    needs_version: bool = True


@dataclass
class ImportReport:
    """What an import did, or would do: each question with its outcome, and what could not be taken in."""

    taken: list[Taken] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_written: bool = False

    @property
    def counts(self) -> Counter:
        """How many were made, changed, unchanged; errors, left out, notes."""
        return Counter([*(str(one.outcome) for one in self.taken), *(str(one.weight) for one in self.problems)])

    @property
    def has_errors(self) -> bool:
        return any(problem.weight == Weight.ERROR for problem in self.problems)


def import_questions(
    reading: Reading,
    *,
    category: Sequence[str] = (),
    by,
    dry_run: bool = False,
    whole: bool = True,
    tell: Tell = lambda done, total: None,
) -> ImportReport:
    """Take the questions in, below ``category`` (names from the top) where one is given.

    ``whole``: with an error in the file nothing is written; else the sound questions are. Kinds that do not exist here
    are no error. ``tell`` hears how far it is and may raise to stop. Raises ``NotAllowed``; ``InvalidInput`` for a
    question without a category where none is given.
    """
    require(by, CHANGE)
    root = tuple(nfc(name) for name in category)
    if dry_run:
        return _looked_at(reading, root, tell)
    with transaction.atomic():
        list(QuestionCategory.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
        report = _looked_at(reading, root, tell)
        if not (whole and report.has_errors):
            _Writing(report, reading, root, by).write()
            report.is_written = True
    return report


def _looked_at(reading: Reading, root: tuple[str, ...], tell: Tell) -> ImportReport:
    report = ImportReport(problems=list(reading.problems))
    named = _identified(reading.questions, root)
    known = _known({path for _read, path, _identity in named})
    seen: dict[tuple[str, str], ReadQuestion] = {}
    for done, (read, path, identity) in enumerate(named, 1):
        key = PATH_MARK.join(path), identity
        if key in seen:
            report.problems.append(_twice(read, seen[key]))
            continue
        seen[key] = read
        report.taken.append(_beside(read, path, identity, known, reading))
        if done % TOLD_EVERY == 0:
            tell(done, len(named))
    tell(len(named), len(named))
    return report


def _twice(read: ReadQuestion, first: ReadQuestion) -> Problem:
    """Two questions of one identity: the same words are taken once, other words cannot be told apart."""
    words = {"line": first.line}
    if read.content == first.content:
        sentence = _("The same question stands on line %(line)d. It is taken in once.") % words
        return Problem(read.line, read.content.name, sentence, Weight.NOTE)
    sentence = _("The number of this question is that of the one on line %(line)d. Give it another.") % words
    return Problem(read.line, read.content.name, sentence)


def _identified(
    questions: Sequence[ReadQuestion], root: tuple[str, ...]
) -> list[tuple[ReadQuestion, tuple[str, ...], str]]:
    """Each question with its path and its identity; a name that several share is none."""
    placed = [(read, (*root, *read.category)) for read in questions]
    if any(not path for _read, path in placed):
        raise InvalidInput(_("Some questions of the file have no category. Say into which one they go."))
    names = Counter((path, read.content.name) for read, path in placed if not read.identity)
    named = []
    for read, path in placed:
        identity = read.identity
        if not identity and names[path, read.content.name] == 1:
            identity = f"name:{read.content.name}"[:200]
        named.append((read, path, identity or identity_of(read.content)))
    return named


def _known(paths: set[tuple[str, ...]]) -> dict[tuple[str, str], Question]:
    written = [PATH_MARK.join(path) for path in paths]
    found = (
        Question.objects.filter(category__path__in=written)
        .select_related("category", "current")
        .prefetch_related("tags")
    )
    return {(question.category.path, question.identity): question for question in found}


def _beside(
    read: ReadQuestion, path: tuple[str, ...], identity: str, known: dict[tuple[str, str], Question], reading: Reading
) -> Taken:
    where = PATH_MARK.join(path)
    there = known.get((where, identity)) or known.get((where, identity_of(read.content)))
    if there is None:
        return Taken(read, path, identity, read.content, Outcome.MADE, new_tags=read.tags)
    content = reconciled(read.content, there.current.said, reading.unsaid)
    held = {tag.name for tag in there.tags.all()}
    new_tags = tuple(tag for tag in read.tags if tag not in held)
    is_new = content.as_json() != there.current.content
    outcome = Outcome.CHANGED if is_new or new_tags else Outcome.UNCHANGED
    return Taken(read, path, identity, content, outcome, there, new_tags, is_new)


class _Writing:
    """Writes what was looked at, in few statements whatever the number of questions."""

    def __init__(self, report: ImportReport, reading: Reading, root: tuple[str, ...], by):
        self.report, self.reading, self.root, self.by = report, reading, root, by
        self.moment = now()

    def write(self) -> None:
        categories = self._categories()
        made = [one for one in self.report.taken if one.outcome == Outcome.MADE]
        for one in made:
            one.question = Question(category=categories[one.path], identity=one.identity)
        Question.objects.bulk_create([one.question for one in made], batch_size=BATCH)
        written = [one for one in self.report.taken if one.needs_version]
        self._versions(written)
        self._tags()
        pictures = {picture.key: picture for one in written for picture in one.read.pictures}
        for picture in pictures.values():
            keep_picture(picture, by=self.by)
        for path in dict.fromkeys(one.path for one in self.report.taken if one.outcome != Outcome.UNCHANGED):
            counts = Counter(str(one.outcome) for one in self.report.taken if one.path == path)
            log(categories[path], "curriculum.question.import", user=self.by, data=dict(counts))

    def _categories(self) -> dict[tuple[str, ...], QuestionCategory]:
        paths = dict.fromkeys(one.path for one in self.report.taken)
        paths |= dict.fromkeys((*self.root, *path) for path in self.reading.categories)
        found = {path: category_at(path, by=self.by) for path in paths if path}
        for path, description in self.reading.categories.items():
            category = found[(*self.root, *path)]
            if description and not category.description:
                category.description = description
                category.save(update_fields=["description"])
        return found

    def _versions(self, written: list[Taken]) -> None:
        versions = []
        for one in written:
            number = one.question.current.number + 1 if one.question.current_id else 1
            version = QuestionVersion(question=one.question, number=number, made_at=self.moment, made_by=self.by)
            version.say(one.content)
            versions.append(version)
        for version in QuestionVersion.objects.bulk_create(versions, batch_size=BATCH):
            version.question.current = version
        Question.objects.bulk_update([one.question for one in written], ["current"], batch_size=BATCH)

    def _tags(self) -> None:
        kind, rows = ContentType.objects.get_for_model(Question), []
        kept: dict[str, Tag] = {}
        for one in self.report.taken:
            for name in one.new_tags:
                kept[name] = kept.get(name) or Tag.objects.get_or_create(name=name)[0]
                rows.append(TaggedItem(tag=kept[name], content_type=kind, object_id=one.question.pk))
        TaggedItem.objects.bulk_create(rows, batch_size=BATCH)
