"""Writing notes. Devices that were without a network send theirs late; nothing anybody wrote is overwritten unseen."""

import unicodedata
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.clock.time import now
from curriculum.errors import CurriculumError
from curriculum.lessons.models import LessonPage
from curriculum.notes.models import LessonNote, OtherNote
from curriculum.vietnamese.text import fold

LONGEST = 20_000


@transaction.atomic
def write_note(
    lesson: LessonPage, text: str, *, base: int, by, writer: str = "", at: datetime | None = None
) -> LessonNote:
    """Keep what ``by`` wrote beside the lesson, at the moment ``at``, starting from version ``base`` of the note.

    ``writer`` names the page that was open; it may go on from its own text. Where another page wrote meanwhile, the
    later text stands and the other is put beside it; a text that stands whole within the other is no loss. Saying the
    same again changes nothing. Raises ``CurriculumError`` for a text that is too long.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > LONGEST:
        raise CurriculumError(_("A note holds at most %(count)d characters. Shorten it.") % {"count": LONGEST})
    moment = at or now()
    note, made = LessonNote.objects.get_or_create(
        user=by, lesson=lesson, defaults={"text": text, "folded": fold(text), "written_at": moment, "writer": writer}
    )
    if made:
        return note
    note = LessonNote.objects.select_for_update().get(pk=note.pk)
    is_next = base >= note.version or (writer and writer == note.writer)
    if note.text == text or (is_next and moment < note.written_at):
        return note
    if is_next or note.text in text:
        return _replace(note, text, writer, moment)
    if text in note.text:
        return note
    if moment >= note.written_at:
        _put_beside(note, note.text, note.writer, note.written_at)
        return _replace(note, text, writer, moment)
    _put_beside(note, text, writer, moment)
    return note


@transaction.atomic
def take_in_other(other: OtherNote, *, by) -> LessonNote:
    """Add the other text at the end of the note. Whoever it belongs to has chosen; the other text is gone."""
    note = LessonNote.objects.select_for_update().get(pk=other.note_id, user=by)
    if OtherNote.objects.filter(pk=other.pk).delete()[0]:
        _replace(note, f"{note.text}\n\n{other.text}".strip(), "", now())
    return note


def let_other_go(other: OtherNote, *, by) -> None:
    """The person does not need the other text."""
    OtherNote.objects.filter(pk=other.pk, note__user=by).delete()


def _replace(note: LessonNote, text: str, writer: str, moment: datetime) -> LessonNote:
    note.text, note.folded, note.writer, note.written_at = text, fold(text), writer, moment
    note.version += 1
    note.save(update_fields=["text", "folded", "writer", "written_at", "version"])
    return note


def _put_beside(note: LessonNote, text: str, writer: str, moment: datetime) -> None:
    """One other text for each page that wrote; an older text of the same page gives way to its newer one."""
    if not text:
        return
    found = OtherNote.objects.filter(note=note, writer=writer).first() if writer else None
    if found is None:
        OtherNote.objects.create(note=note, text=text, writer=writer, written_at=moment)
    elif found.written_at <= moment:
        found.text, found.written_at = text, moment
        found.save(update_fields=["text", "written_at"])
