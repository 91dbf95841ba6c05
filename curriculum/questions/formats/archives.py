"""Zip files of unknown origin: nothing is believed of what they say about themselves, nothing is written to disk."""

import io
import posixpath
import stat
import zipfile
import zlib
from urllib.parse import unquote

from django.utils.translation import gettext as _

from curriculum.questions.formats.reading import UnreadableFile

MOST_MEMBERS = 20_000
LARGEST_MEMBER = 50 * 1024**2
LARGEST_WHOLE = 400 * 1024**2
STRONGEST_PACKING = 200  # more often than not a bomb; text packs to a tenth
SMALL = 1024**2

_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError, RuntimeError, KeyError)


def is_zip(data: bytes) -> bool:
    return data[:4] == b"PK\x03\x04"


class Archive:
    """The members of a zip by their path. Raises ``UnreadableFile`` for what is broken or dangerous."""

    def __init__(self, data: bytes):
        self._left = LARGEST_WHOLE
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except _BROKEN as error:
            raise _unsound() from error
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_WHOLE:
            raise UnreadableFile(_("The package unpacks to far more than a question bank holds. It was not read."))
        for member in members:
            _expect_harmless(member)
        self._members = {member.filename: member for member in members if not member.is_dir()}

    def names(self) -> list[str]:
        return list(self._members)

    def has(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a member, counted while they come: the index may lie about their number."""
        member = self._members[name]
        limit = min(LARGEST_MEMBER, self._left)
        try:
            with self._zip.open(member) as packed:
                content = packed.read(limit + 1)
        except _BROKEN as error:
            raise _unsound() from error
        if len(content) > limit:
            raise UnreadableFile(_("A file in the package is too large: %(name)s.") % {"name": name[:100]})
        self._left -= len(content)
        return content


def resolve(base: str, reference: str) -> str:
    """The path a reference means within the package, seen from another file in it; empty where it leads outside."""
    reference = unquote(reference.partition("#")[0].partition("?")[0]).replace("\\", "/").strip()
    if not reference or reference.startswith("/") or "://" in reference:
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), reference))
    return "" if path.startswith("..") else path


def _expect_harmless(member: zipfile.ZipInfo) -> None:
    path = member.filename.replace("\\", "/")
    leads_outside = path.startswith("/") or ":" in path.split("/")[0] or ".." in path.split("/")
    if leads_outside or stat.S_ISLNK(member.external_attr >> 16):
        raise UnreadableFile(
            _("The package holds a file whose path leads outside of it (%(name)s). It was not read.")
            % {"name": member.filename[:100]}
        )
    if member.flag_bits & 1:
        raise UnreadableFile(_("The package is protected by a password. Export it without one, then try again."))
    if member.file_size > SMALL and member.file_size > STRONGEST_PACKING * max(member.compress_size, 1):
        raise UnreadableFile(_("The package unpacks to far more than a question bank holds. It was not read."))


def _unsound() -> UnreadableFile:
    return UnreadableFile(_("The package is no sound zip file. Export it anew, then try again."))
