"""Taking a package in: keep the file, look through it, unpack it, write it down. Killed and begun again, no harm."""

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import PurePath
from typing import BinaryIO, cast

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.errors import CurriculumError
from curriculum.packages.checking.archives import BROKEN, Archive, damaged
from curriculum.packages.checking.found import FoundPackage
from curriculum.packages.checking.reading import look_through, too_large
from curriculum.packages.checking.refusals import PackageRefused
from curriculum.packages.models import Package, PackageItem, PackageUpload
from curriculum.vietnamese.text import nfc

logger = logging.getLogger(__name__)
State = PackageUpload.State
Tell = Callable[[int, int], None]
TOLD_EVERY = 4 * 1024**2
NAMES = (".zip", ".h5p", ".xml")


class Cancelled(CurriculumError):
    """Somebody asked to stop; nothing was kept."""


def keep_upload(file: File, *, by) -> PackageUpload:
    """Keep the file and the record of the work on it; the task does the rest. Raises ``PackageRefused``."""
    if not by.has_perm("curriculum.add_package"):
        raise CurriculumError(_("Only editors and the training office take packages in."))
    name = PurePath(file.name or "").name
    if not name.lower().endswith(NAMES):
        raise PackageRefused(_("Give a ZIP file (.zip), an H5P package (.h5p) or a course structure (cmi5.xml)."))
    content = cast("BinaryIO", file)
    look_through(content)  # quick: only the table of contents and the descriptions are read
    digest = sha256_of(content)
    return PackageUpload.objects.create(
        file=file,
        file_name=nfc(name)[-255:],
        file_hash=digest,
        language=translation.get_language() or "vi",
        started_by=by,
    )


def ask_to_cancel(upload: PackageUpload, *, by) -> None:
    """Let the work stop before the package is written down. What is over stays as it is."""
    if upload.started_by_id != by.pk:
        raise CurriculumError(_("Only the person who gave the package cancels it."))
    PackageUpload.objects.unfinished().filter(pk=upload.pk).update(is_cancel_asked=True)


def uploads_left_lying(*, silent_for: timedelta) -> list[int]:
    """Uploads whose message was lost or whose worker was killed. Each is claimed as it is named."""
    silent = PackageUpload.objects.unfinished().filter(heard_at__lt=now() - silent_for)
    return [
        pk for pk in silent.order_by("pk").values_list("pk", flat=True) if silent.filter(pk=pk).update(heard_at=now())
    ]


def perform(upload_id: int) -> PackageUpload:
    """Do the work on an upload. One that is over is left alone, so a repeated task does no harm."""
    upload = PackageUpload.objects.select_related("started_by").get(pk=upload_id)
    if upload.is_over:
        return upload
    PackageUpload.objects.filter(pk=upload.pk).update(state=State.RUNNING, heard_at=now())
    with translation.override(upload.language):
        try:
            with upload.file.open("rb") as file:
                package = take_in(
                    cast("BinaryIO", file), name=upload.file_name, by=upload.started_by, tell=_teller(upload)
                )
        except Cancelled:
            return _finish(upload, State.CANCELLED)
        except PackageRefused as refusal:
            return _finish(upload, State.REFUSED, refusal=str(refusal))
        except (DatabaseError, OSError):
            logger.exception("The upload of package %s broke off", upload.pk)
            return _finish(upload, State.FAILED, refusal=_("The work broke off. Please give the package again."))
    return _finish(upload, State.DONE, package=package)


def take_in(file: BinaryIO, *, name: str, by, dry_run: bool = False, tell: Tell = lambda done, total: None) -> Package:
    """Look through the file, unpack it, write the package down. The same file again gives the same package.

    ``by`` is None on the command line only. A dry run looks through the file and returns the package unsaved.
    Raises ``PackageRefused``.
    """
    digest = sha256_of(file)
    found, archive = look_through(file)
    package = _package(found, archive, digest, name, by)
    known = Package.objects.filter(sha256=digest).first()
    if known or dry_run:
        return known or package
    if archive is not None:
        _unpack(archive, package.folder, tell)
    with transaction.atomic():
        package, made = Package.objects.get_or_create(sha256=digest, defaults=_facts(package))
        if made:
            PackageItem.objects.bulk_create(_items(package, found))
            log(package, "curriculum.package.add", user=by, data={"file": package.file_name, "sha256": digest})
    return package


def sha256_of(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    for block in iter(lambda: file.read(1 << 20), b""):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def _package(found: FoundPackage, archive: Archive | None, digest: str, name: str, by) -> Package:
    return Package(
        kind=found.kind,
        title=nfc(found.title),
        identifier=found.identifier[:2000],
        edition=found.edition[:120],
        sha256=digest,
        file_name=nfc(name)[-255:],
        file_count=len(archive.files) if archive else 0,
        bytes_unpacked=archive.unpacked_bytes if archive else 0,
        details=found.details,
        notes=found.notes,
        added_by=by,
    )


def _facts(package: Package) -> dict:
    names = [field.name for field in Package._meta.concrete_fields if field.name not in ("id", "sha256")]
    return {name: getattr(package, name) for name in names}


def _items(package: Package, found: FoundPackage) -> list[PackageItem]:
    return [
        PackageItem(
            package=package,
            order=order,
            depth=depth,
            identifier=item.identifier,
            title=nfc(item.title),
            href=item.href,
            parameters=item.parameters,
            reports=item.reports,
            is_visible=item.is_visible,
            details=item.details,
        )
        for order, (depth, item) in enumerate(found.walk())
    ]


def _unpack(archive: Archive, folder: str, tell: Tell) -> None:
    """Every file, streamed. What lies there whole from an earlier try stays; a half-written one is written anew."""
    total = archive.unpacked_bytes
    done = told = 0
    tell(0, total)
    for name, entry in archive.files.items():
        place = f"{folder}/{name}"
        if default_storage.exists(place) and default_storage.size(place) != entry.file_size:
            default_storage.delete(place)
        if not default_storage.exists(place):
            try:
                with archive.zip.open(entry) as content:
                    default_storage.save(place, File(content, name=name), max_length=None)
            except BROKEN as error:
                default_storage.delete(place)
                if isinstance(error, OSError):
                    raise
                raise damaged(name) from error
        done += entry.file_size
        if done - told >= TOLD_EVERY:
            told = done
            tell(done, total)
    tell(total, total)


def _teller(upload: PackageUpload) -> Tell:
    def tell(done: int, total: int) -> None:
        PackageUpload.objects.filter(pk=upload.pk).update(bytes_done=done, bytes_total=total, heard_at=now())
        if PackageUpload.objects.filter(pk=upload.pk, is_cancel_asked=True).exists():
            raise Cancelled(_("The work was cancelled. Nothing was kept."))

    return tell


def _finish(upload: PackageUpload, state: str, *, refusal: str = "", package: Package | None = None) -> PackageUpload:
    upload.refresh_from_db()
    upload.state, upload.refusal, upload.package, upload.finished_at = state, refusal, package, now()
    upload.save()
    upload.file.delete(save=False)  # the package has what it needs; a refused file is not kept
    log(upload, "curriculum.package.upload", user=upload.started_by, data={"file": upload.file_name, "state": state})
    return upload


__all__ = ["ask_to_cancel", "keep_upload", "perform", "take_in", "too_large", "uploads_left_lying"]
