"""Where a manifest points to: a file of the package, another server, or something nobody should follow."""

import re
import unicodedata
from urllib.parse import SplitResult, unquote, urlsplit

from django.utils.translation import gettext as _

from curriculum.packages.checking.refusals import PackageRefused

SCHEME = re.compile(r"^[a-z][a-z0-9+.\-]*:", re.IGNORECASE)
ABSOLUTE = re.compile(r"^[a-z][a-z0-9+.\-]*:[^\s<>\"{}|\\^`]+$", re.IGNORECASE)
INVISIBLE = re.compile(r"[\x00-\x20\x7f\u200b-\u200f\u2028-\u202e\ufeff]")


def refuse_script(target: str) -> None:
    """Browsers skip spaces and control characters before and within the name of a scheme; so does this."""
    bare = INVISIBLE.sub("", target)
    found = SCHEME.match(bare)
    if found and found.group().lower() not in ("http:", "https:"):
        raise PackageRefused(
            _("The package wants to open “%(target)s”. Only files of the package may be opened.")
            % {"target": bare[:80]}
        )


def is_absolute_iri(text: str) -> bool:
    return bool(ABSOLUTE.match(text)) and not re.search(r"[\x00-\x1f\x7f]", text)


def parts_of(target: str) -> SplitResult:
    """The parts of an address. Raises ``PackageRefused`` for what is none: ``http://[::1``."""
    try:
        return urlsplit(target.strip())
    except ValueError as error:
        raise PackageRefused(
            _("“%(target)s” is no proper address of a file.") % {"target": target.strip()[:80]}
        ) from error


def file_of(target: str, names, *, base: str = "") -> str:
    """The name of the file an address within the package leads to. Raises ``PackageRefused`` for any other.

    ``target`` may carry a query or a fragment and be percent-encoded; ``base`` is the folder it is reckoned from.
    """
    refuse_script(target)
    parts = parts_of(target)
    shown = {"target": target.strip()[:80]}
    if parts.scheme or parts.netloc:
        raise PackageRefused(
            _("“%(target)s” lies on another server; the portal plays only what is in the package.") % shown
        )
    path: list[str] = []
    for step in (base + unquote(parts.path).replace("\\", "/")).split("/"):
        if step == ".." and not path:
            raise PackageRefused(_("“%(target)s” leads out of the package.") % shown)
        if step == "..":
            path.pop()
        elif step not in ("", "."):
            path.append(step)
    name = unicodedata.normalize("NFC", "/".join(path))
    if name not in names:
        raise PackageRefused(_("The package wants to open “%(target)s”, which it does not hold.") % shown)
    return name


def query_and_fragment(target: str) -> str:
    """What follows the path, as written: ``?questions=Playing#top``."""
    parts = parts_of(target)
    return (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
