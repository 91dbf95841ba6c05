"""H5P: ``h5p.json`` names the libraries, ``content/content.json`` holds what the main one shows."""

import re
import unicodedata
from collections.abc import Callable, Collection
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from curriculum.packages.checking.addresses import file_of, refuse_script
from curriculum.packages.checking.documents import read_json, strings_in
from curriculum.packages.checking.found import FoundItem, FoundPackage
from curriculum.packages.checking.refusals import PackageRefused

MANIFEST = "h5p.json"
CONTENT = "content/content.json"
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9.\-]{0,99}$")
LINK = re.compile(r"""(?:href|src|action|data)\s*=\s*["']?\s*([^"'\s>]+)""", re.IGNORECASE)
MOST_LIBRARIES = 500

Read = Callable[[str], bytes]


def read_h5p(read: Read, names: Collection[str]) -> FoundPackage:
    about = read_json(read(MANIFEST), MANIFEST)
    if CONTENT not in names:
        raise PackageRefused(_("The H5P package holds no “%(name)s”.") % {"name": CONTENT})
    content = read_json(read(CONTENT), CONTENT)
    main, title = about.get("mainLibrary"), about.get("title")
    wanted = about.get("preloadedDependencies")
    if not isinstance(main, str) or not NAME.match(main) or not isinstance(wanted, list):
        raise PackageRefused(_("“%(name)s” does not say which library shows the content.") % {"name": MANIFEST})
    versions = _Libraries(read, names).check(wanted)
    if main not in versions:
        raise PackageRefused(_("The library “%(name)s” is not among those the package needs.") % {"name": main})
    for text in strings_in(content):
        _refuse_scripts_in(text)
    title = _words(title) or main
    item = FoundItem(identifier=main, title=title[:250], href=MANIFEST, reports=True)
    return FoundPackage("h5p", title[:250], identifier=main, edition=f"{main} {versions[main]}", items=[item])


def _words(title: Any) -> str:
    """The title, without what no database keeps: JSON may name half a letter, or a letter that ends a text."""
    words = title if isinstance(title, str) else ""
    return "".join(sign for sign in words if unicodedata.category(sign) not in ("Cc", "Cs")).strip()


class _Libraries:
    """The libraries the content needs, each with those it needs in turn, and the files they load."""

    def __init__(self, read: Read, names: Collection[str]) -> None:
        self.read = read
        self.names = names
        self.seen: dict[str, str] = {}

    def check(self, wanted: list[Any]) -> dict[str, str]:
        """Returns the version of each library by its name."""
        waiting = list(wanted)
        while waiting:
            library = waiting.pop()
            name, version = self._named(library)
            if name in self.seen:
                continue
            self.seen[name] = version
            if len(self.seen) > MOST_LIBRARIES:
                raise PackageRefused(_("The package needs more than %(most)d libraries.") % {"most": MOST_LIBRARIES})
            waiting.extend(self._needed_by(f"{name}-{version}"))
        return self.seen

    @staticmethod
    def _named(library: Any) -> tuple[str, str]:
        parts = library if isinstance(library, dict) else {}
        name = parts.get("machineName")
        numbers = [str(parts.get(key)) for key in ("majorVersion", "minorVersion")]
        if not isinstance(name, str) or not NAME.match(name) or not all(number.isdigit() for number in numbers):
            raise PackageRefused(_("The package needs a library without a proper name and version."))
        return name, ".".join(numbers)

    def _needed_by(self, folder: str) -> list[Any]:
        description = f"{folder}/library.json"
        if description not in self.names:
            raise PackageRefused(
                _("The library “%(name)s” is missing from the package. Export it with its libraries.")
                % {"name": folder}
            )
        about = read_json(self.read(description), description)
        for key in ("preloadedJs", "preloadedCss"):
            listed = about.get(key) or []
            for file in listed if isinstance(listed, list) else [None]:
                path = file.get("path") if isinstance(file, dict) else None
                if not isinstance(path, str):
                    raise PackageRefused(_("“%(name)s” is no readable description.") % {"name": description})
                file_of(path, self.names, base=f"{folder}/")
        needed = about.get("preloadedDependencies") or []
        return needed if isinstance(needed, list) else []


def _refuse_scripts_in(text: str) -> None:
    """Addresses that are scripts, alone or within a piece of HTML."""
    head = text[:200].lower()
    if "script:" in head or "data:" in head:
        refuse_script_address(text)
    for target in LINK.findall(text) if "<" in text else ():
        refuse_script_address(unescape(target))


def refuse_script_address(target: str) -> None:
    """As ``refuse_script``, but for the schemes alone that run something: text may begin with "Chú ý: …"."""
    bare = re.sub(r"[\x00-\x20]", "", target).lower()
    if bare.startswith(("javascript:", "vbscript:", "data:text/html")):
        refuse_script(target)
