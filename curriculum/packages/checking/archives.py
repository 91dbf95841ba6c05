"""The ZIP file around a package: its table of contents is read, nothing is unpacked, nothing it says is believed.

Limits are settings: ``PACKAGE_MAX_BYTES``, ``PACKAGE_MAX_UNPACKED_BYTES``, ``PACKAGE_MAX_FILES``.
"""

import stat
import unicodedata
import zipfile
import zlib
from contextlib import suppress
from pathlib import PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from curriculum.packages.checking.refusals import PackageRefused

MOST_TO_ONE = 150  # what a file may unpack to, for each byte packed; text reaches 20, a bomb 1,000
SMALL = 1024**2  # below this a ratio does no harm
LONGEST_PATH = 240
DEEPEST = 24
LARGEST_MANIFEST = 8 * 1024**2
HEADER = 30  # bytes of a local header before its name
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ARCHIVES = {".zip", ".h5p", ".jar", ".war", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".iso", ".cab"}
LEFT_OUT = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".git", ".svn")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Archive:
    """A ZIP file whose entries were found harmless. ``files`` are those to unpack, by name."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        try:
            self.zip = zipfile.ZipFile(file)
            entries = self.zip.infolist()
        except BROKEN as error:
            raise PackageRefused(
                _("The file is no ZIP file, or it is damaged. Export the package once more.")
            ) from error
        _refuse_many(entries)
        for entry in entries:
            _refuse_name(entry)
            _refuse_nature(entry)
        _refuse_sizes(entries)
        _refuse_overlaps(entries)
        _refuse_doubles(entries)
        wanted = [entry for entry in entries if not entry.is_dir() and not _is_left_out(entry.filename)]
        self.files = {name_of(entry): entry for entry in wanted}

    @property
    def unpacked_bytes(self) -> int:
        return sum(entry.file_size for entry in self.files.values())

    def read(self, name: str) -> bytes:
        """A small file as a whole: a manifest. Raises ``PackageRefused`` where it is large or damaged."""
        entry = self.files[name]
        if entry.file_size > LARGEST_MANIFEST:
            raise PackageRefused(_("“%(name)s” is too large to be a description of content.") % {"name": name})
        try:
            return self.zip.read(entry)
        except BROKEN as error:
            raise damaged(name) from error


def name_of(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: many programs write UTF-8 and forget to say so. Composed, as links are written."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def damaged(name: str) -> PackageRefused:
    return PackageRefused(_("“%(name)s” in the package is damaged. Export the package once more.") % {"name": name})


def _refuse_many(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > settings.PACKAGE_MAX_FILES:
        raise PackageRefused(
            _("The package holds %(count)d files; at most %(most)d are taken in.")
            % {"count": len(entries), "most": settings.PACKAGE_MAX_FILES}
        )


def _refuse_name(entry: zipfile.ZipInfo) -> None:
    """Names that lead out of the folder, that mean other things elsewhere, or that cannot be stored."""
    name = entry.orig_filename
    shown = {"name": name.encode("unicode_escape").decode()[:80]}
    path = name.removesuffix("/")
    if "\\" in name:
        raise PackageRefused(
            _("The path “%(name)s” uses backslashes. Pack the folder again with another program.") % shown
        )
    if name.startswith("/") or path[1:2] == ":" or ".." in path.split("/"):
        raise PackageRefused(_("The path “%(name)s” leads out of the package. Such a file is not taken in.") % shown)
    if any(part in ("", ".") for part in path.split("/")) or any(unicodedata.category(sign) == "Cc" for sign in name):
        raise PackageRefused(_("“%(name)s” is no proper name of a file.") % shown)
    if len(name.encode()) > LONGEST_PATH or name.count("/") > DEEPEST:
        raise PackageRefused(_("The path “%(name)s…” is too long.") % shown)


def _refuse_nature(entry: zipfile.ZipInfo) -> None:
    """Links, devices, locked files, other packings, and packages within packages."""
    shown = {"name": entry.filename[:80]}
    mode = stat.S_IFMT(entry.external_attr >> 16)
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise PackageRefused(_("“%(name)s” is a link or a device, not a file. Such a package is not taken in.") % shown)
    if entry.flag_bits & 0x1:
        raise PackageRefused(_("“%(name)s” is locked with a password. Export the package without one.") % shown)
    if entry.compress_type not in METHODS:
        raise PackageRefused(
            _("“%(name)s” is packed in a way the portal does not read. Use an ordinary ZIP file.") % shown
        )
    if PurePosixPath(entry.filename).suffix.lower() in ARCHIVES and not _is_left_out(entry.filename):
        raise PackageRefused(
            _("“%(name)s” is itself a packed file. Give each package by itself, and other files unpacked.") % shown
        )


def _refuse_sizes(entries: list[zipfile.ZipInfo]) -> None:
    """Both for each file and for all: a bomb may be one large file or many middling ones."""
    for entry in entries:
        if entry.file_size > SMALL and entry.file_size > entry.compress_size * MOST_TO_ONE:
            raise PackageRefused(
                _("“%(name)s” would unpack to more than %(times)d times its size. Such a file is not taken in.")
                % {"name": entry.filename[:80], "times": MOST_TO_ONE}
            )
    total, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if total > SMALL and total > packed * MOST_TO_ONE:
        raise PackageRefused(
            _("The package would unpack to more than %(times)d times its size. It is not taken in.")
            % {"times": MOST_TO_ONE}
        )
    if total > settings.PACKAGE_MAX_UNPACKED_BYTES:
        raise PackageRefused(
            _("The package would unpack to %(size)d MB; at most %(most)d MB are taken in.")
            % {"size": total // 1024**2, "most": settings.PACKAGE_MAX_UNPACKED_BYTES // 1024**2}
        )


def _refuse_overlaps(entries: list[zipfile.ZipInfo]) -> None:
    """Entries that share the same bytes: a small file that unpacks to a huge one without any ratio showing it."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            raise PackageRefused(_("Files in the package lie over one another. Such a file is not taken in."))
        end = entry.header_offset + HEADER + entry.compress_size


def _refuse_doubles(entries: list[zipfile.ZipInfo]) -> None:
    """Two files of one name (in whatever case), or a file where another wants a folder.

    Programs that add a picture each time it is shown write it twice over: the very same file does no harm.
    """
    files: dict[str, tuple[str, int, int]] = {}
    folders: set[str] = set()
    for entry in entries:
        name = name_of(entry).casefold()
        if not entry.is_dir():
            same = (entry.filename, entry.CRC, entry.file_size)
            if files.setdefault(name, same) != same:
                raise PackageRefused(_("The package holds “%(name)s” twice.") % {"name": entry.filename[:80]})
        folders.update(str(parent) for parent in PurePosixPath(name).parents)
    if both := files.keys() & folders:
        raise PackageRefused(_("In the package “%(name)s” is both a file and a folder.") % {"name": min(both)[:80]})


def _is_left_out(name: str) -> bool:
    return any(part in LEFT_OUT for part in name.split("/"))
