"""A file given as a package: which kind it is, and whether it may be taken in."""

from contextlib import suppress
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from curriculum.packages.checking import cmi5, h5p, scorm
from curriculum.packages.checking.archives import Archive
from curriculum.packages.checking.found import FoundPackage
from curriculum.packages.checking.refusals import PackageRefused

MANIFESTS = (h5p.MANIFEST, cmi5.MANIFEST, scorm.MANIFEST)


def too_large() -> str:
    most = settings.PACKAGE_MAX_BYTES // 1024**2
    return _("The file is larger than %(most)d MB. Make its pictures and films smaller.") % {"most": most}


def look_through(file: BinaryIO) -> tuple[FoundPackage, Archive | None]:
    """What the file holds, and the archive to unpack (none where a course structure came alone).

    Nothing is unpacked but the descriptions themselves. Raises ``PackageRefused``.
    """
    size = file.seek(0, 2)
    file.seek(0)
    if size > settings.PACKAGE_MAX_BYTES:
        raise PackageRefused(too_large())
    if size == 0:
        raise PackageRefused(_("The file is empty."))
    if _is_xml(file):
        return cmi5.read_cmi5(file.read(), None), None
    archive = Archive(file)
    names = archive.files.keys()
    if h5p.MANIFEST in names:
        return h5p.read_h5p(archive.read, names), archive
    if cmi5.MANIFEST in names:
        return cmi5.read_cmi5(archive.read(cmi5.MANIFEST), names), archive
    if scorm.MANIFEST in names:
        return scorm.read_scorm(archive.read(scorm.MANIFEST), names), archive
    raise PackageRefused(_why_unknown(list(names)))


def _is_xml(file: BinaryIO) -> bool:
    start = file.read(512)
    file.seek(0)
    for encoding in ("utf-8-sig", "utf-16"):
        with suppress(UnicodeError):
            if start.decode(encoding, errors="strict" if encoding == "utf-16" else "ignore").lstrip().startswith("<"):
                return True
    return False


def _why_unknown(names: list[str]) -> str:
    for name in names:
        folder, _slash, last = name.rpartition("/")
        if last in MANIFESTS:
            return _(
                "“%(name)s” lies in the folder “%(folder)s”. Pack the content of the folder, not the folder itself."
            ) % {"name": last, "folder": folder[:80]}
    return _(
        "The file holds no imsmanifest.xml, h5p.json or cmi5.xml at its root: it is no SCORM, H5P or cmi5 package."
    )
