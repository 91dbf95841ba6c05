"""Questions of the bank as a file for other systems: the newest version of each, with category, tags and pictures."""

from collections.abc import Callable
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from curriculum.permissions import require
from curriculum.questions.cleaning import pictures_in
from curriculum.questions.content import Picture
from curriculum.questions.formats.moodle_xml_writing import write_moodle_xml
from curriculum.questions.formats.qti_writing import write_qti
from curriculum.questions.formats.reading import Reading, ReadQuestion
from curriculum.questions.formats.writing import Written
from curriculum.questions.models import PATH_MARK, QuestionCategory, QuestionPicture

VIEW = "curriculum.view_questions"


class ExportFormat(StrEnum):
    """The value is what the address of the file ends with."""

    MOODLE_XML = "moodlexml"
    QTI_3 = "qti30"
    QTI_2 = "qti21"


LABELS = {
    ExportFormat.MOODLE_XML: _("Moodle XML"),
    ExportFormat.QTI_3: _("QTI 3.0 (package)"),
    ExportFormat.QTI_2: _("QTI 2.1 (package)"),
}
_WRITERS: dict[ExportFormat, Callable[[Reading], Written]] = {
    ExportFormat.MOODLE_XML: write_moodle_xml,
    ExportFormat.QTI_3: lambda reading: write_qti(reading, version="3.0"),
    ExportFormat.QTI_2: lambda reading: write_qti(reading, version="2.1"),
}


def export_questions(questions: QuerySet, format_: ExportFormat, *, by, with_pictures: bool = True) -> Written:
    """The file, and what of the questions is not in it. Raises ``NotAllowed``.

    Without the bytes of its pictures it is only good for looking at what would be lost.
    """
    require(by, VIEW)
    return _WRITERS[format_](reading_of(questions, with_pictures=with_pictures))


def reading_of(questions: QuerySet, *, with_pictures: bool = True) -> Reading:
    """The questions in the shape in which files are read, in four queries whatever their number."""
    found = questions.select_related("category", "current").prefetch_related("tags")
    ordered = list(found.order_by("category__sort_key", "pk"))
    said = {question.pk: question.current.said for question in ordered}
    shown = {question.pk: sorted(pictures_in(said[question.pk])) for question in ordered}
    pictures = _pictures({key for keys in shown.values() for key in keys}) if with_pictures else {}
    read = tuple(
        ReadQuestion(
            said[question.pk],
            tuple(question.category.path.split(PATH_MARK)),
            question.identity,
            tuple(sorted(tag.name for tag in question.tags.all())),
            pictures=tuple(pictures[key] for key in shown[question.pk] if key in pictures),
        )
        for question in ordered
    )
    return Reading(read, categories=_descriptions(read))


def _pictures(keys: set[str]) -> dict[str, Picture]:
    found = {}
    for kept in QuestionPicture.objects.filter(key__in=keys):
        with kept.file.open("rb") as file:
            found[kept.key] = Picture(kept.key, kept.name, file.read())
    return found


def _descriptions(questions: tuple[ReadQuestion, ...]) -> dict[tuple[str, ...], str]:
    paths = {question.category[:depth] for question in questions for depth in range(1, len(question.category) + 1)}
    described = QuestionCategory.objects.filter(path__in=[PATH_MARK.join(path) for path in paths])
    return {tuple(path.split(PATH_MARK)): words for path, words in described.values_list("path", "description")}
