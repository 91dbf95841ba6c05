"""Taking a Word document in: look at it, show what it would become, make the draft below its module."""

import hashlib
import io
from collections.abc import Mapping
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.images.models import Image
from wagtail.log_actions import log
from wagtail.models import Page

from curriculum.clock.time import now
from curriculum.errors import InvalidInput, NotAllowed, WrongState
from curriculum.lessons.models import LessonPage
from curriculum.lessons.papers import collection_named
from curriculum.lessons.reference import COLLECTION
from curriculum.lessons.word.models import LessonImport
from curriculum.lessons.word.opening import UnreadableDocument
from curriculum.lessons.word.reading import read_document
from curriculum.lessons.word.tables import header_choice
from curriculum.vietnamese.text import nfc

KEPT_FOR = timedelta(days=7)
CORRECTED = {
    "image": ("alternative_text", "caption"),
    "table": ("table_caption", "head"),
    "quotation": ("source",),
}


def private_storage():
    return storages["private"]


def keep_document(file: File, *, module: Page, by) -> LessonImport:
    """Read the document and keep what it would become; no page is touched.

    Raises ``NotAllowed``; ``UnreadableDocument`` with a sentence for whatever cannot be read.
    """
    _require(module, by)
    name = PurePath((file.name or "").replace("\\", "/")).name
    if not name.lower().endswith(".docx"):
        raise UnreadableDocument(_("Give a Word document (.docx)."))
    content = file.read(settings.IMPORT_MAX_BYTES + 1)
    reading = read_document(io.BytesIO(content), name)
    _forget_old()
    digest = hashlib.sha256(content).hexdigest()
    folder = f"lesson_imports/{digest[:16]}-{int(now().timestamp())}"
    places = {
        picture.key: private_storage().save(f"{folder}/{picture.name}", ContentFile(picture.content))
        for picture in reading.pictures.values()
    }
    return LessonImport.objects.create(
        module=module,
        file_name=nfc(name)[-255:],
        file_hash=digest,
        title=reading.title,
        summary=reading.summary,
        minutes=reading.minutes,
        parts=reading.parts,
        pictures=places,
        notes=reading.notes,
        started_by=by,
    )


@transaction.atomic
def make_lesson(
    run: LessonImport,
    *,
    title: str,
    corrections: Mapping[int, Mapping[str, str]],
    makes_another: bool = False,
    by,
) -> LessonPage:
    """The draft below the module, its pictures in the media library. Done twice, the first draft is the answer.

    ``corrections``: by the place of a part, what was written in the preview. Raises ``NotAllowed``; ``WrongState``
    for a document that was given up, or whose lesson stands below the module already and no other is asked for.
    """
    held = LessonImport.objects.select_for_update().select_related("module").get(pk=run.pk)
    if held.lesson is not None:
        return held.lesson
    if held.finished_at:
        raise WrongState(_("This document was given up or its lesson is gone. Give the file again."))
    _require(held.module, by)
    there = held.lessons_made_before().child_of(held.module).first()
    if there is not None and not makes_another:
        raise WrongState(
            _("“%(title)s” was made from this file and stands below this module. Say that you want another lesson.")
            % {"title": there.title}
        )
    title = nfc(title)[:255]
    if not title:
        raise InvalidInput(_("A lesson has a title."))
    parts = [_corrected(part, corrections.get(place, {})) for place, part in enumerate(held.parts)]
    lesson = LessonPage(
        title=title,
        summary=held.summary,
        minutes=held.minutes,
        body=_with_pictures(parts, held, by),
        live=False,
        owner=by,
    )
    lesson.has_unpublished_changes = True
    held.module.specific.add_child(instance=lesson)
    lesson.save_revision(user=by, log_action="wagtail.create", clean=False)
    log(lesson, "curriculum.lesson.import", user=by, data={"file": held.file_name, "sha256": held.file_hash})
    held.lesson, held.finished_at = lesson, now()
    held.save(update_fields=["lesson", "finished_at"])
    transaction.on_commit(lambda: _forget_pictures(held))
    return lesson


@transaction.atomic
def give_up(run: LessonImport, *, by) -> None:
    """Keep nothing of the document. What is over stays as it is."""
    held = LessonImport.objects.select_for_update().select_related("module").filter(pk=run.pk, finished_at=None).first()
    if held is None:
        return
    _require(held.module, by)
    transaction.on_commit(lambda: _forget_pictures(held))
    held.delete()


def _require(module: Page, by) -> None:
    may = by is None or module.permissions_for_user(by).can_add_subpage()
    if not may or not LessonPage.can_create_at(module.specific):
        raise NotAllowed(_("You are not allowed to do this. Nothing was changed."))


def _corrected(part: dict[str, Any], written: Mapping[str, str]) -> dict[str, Any]:
    kept = {name: nfc(written[name]) for name in CORRECTED.get(part["type"], ()) if name in written}
    if not kept:
        return part
    head = kept.pop("head", None)
    return {"type": part["type"], "value": part["value"] | kept | (header_choice(head) if head is not None else {})}


def _with_pictures(parts: list[dict[str, Any]], run: LessonImport, by) -> list[dict[str, Any]]:
    """The parts as the page stores them: pictures by their number in the media library, each kept once."""
    kept: dict[str, int] = {}
    pages = []
    for part in parts:
        if part["type"] == "image":
            value = part["value"]
            key = value["picture"]
            if key not in kept:
                kept[key] = _keep_picture(run.pictures[key], value["alternative_text"], value["caption"], by).pk
            part = {"type": "image", "value": {"image": kept[key]} | {k: v for k, v in value.items() if k != "picture"}}
        pages.append(part)
    return pages


def _keep_picture(place: str, alternative_text: str, caption: str, by) -> Image:
    content = private_storage().open(place).read()
    collection = collection_named(COLLECTION, signed_in_only=True)
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()  # what Wagtail tells images apart by
    there = Image.objects.filter(file_hash=digest, collection=collection).first()
    if there is not None:
        return there
    title = (alternative_text or caption or _("Picture without a description"))[:255]
    image = Image(title=title, description=alternative_text[:255], collection=collection, uploaded_by_user=by)
    image.file = ImageFile(io.BytesIO(content), name=PurePath(place).name)
    image.file_size, image.file_hash = len(content), digest
    image.save()
    return image


def _forget_old() -> None:
    """Documents that somebody looked at and left lying."""
    for run in LessonImport.objects.filter(finished_at=None, created_at__lt=now() - KEPT_FOR):
        give_up(run, by=None)


def _forget_pictures(run: LessonImport) -> None:
    for place in run.pictures.values():
        private_storage().delete(place)
