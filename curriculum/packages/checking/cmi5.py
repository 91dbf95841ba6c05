"""cmi5: ``cmi5.xml`` alone or at the root of a ZIP file. The schema, and the rules a schema cannot say."""

from collections import Counter
from collections.abc import Collection
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element

from lxml import etree

from django.utils.translation import gettext as _

from curriculum.packages.checking.addresses import (
    file_of,
    is_absolute_iri,
    parts_of,
    query_and_fragment,
    refuse_script,
)
from curriculum.packages.checking.documents import attribute, child, children, local, read_xml, text_of
from curriculum.packages.checking.found import FoundItem, FoundPackage
from curriculum.packages.checking.refusals import PackageRefused

MANIFEST = "cmi5.xml"
SCHEMA = Path(__file__).parents[1] / "data" / "CourseStructure.xsd"
RESERVED = {"endpoint", "fetch", "actor", "registration", "activityId"}


def read_cmi5(content: bytes, names: Collection[str] | None) -> FoundPackage:
    """The course. ``names`` are the files of the ZIP file; None where the structure came alone."""
    root = read_xml(content, MANIFEST)  # refuses entities before the schema's reader sees it
    _refuse_against_schema(content)
    return _Course(root, names).read()


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


def _refuse_against_schema(content: bytes) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    schema = _schema()
    try:
        tree = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PackageRefused(
            _("“%(name)s” is no readable XML: %(reason)s.") % {"name": MANIFEST, "reason": str(error)[:120]}
        ) from error
    if not schema.validate(tree):
        first = schema.error_log[0]
        raise PackageRefused(
            _("“%(name)s” does not follow cmi5, line %(line)d: %(reason)s")
            % {"name": MANIFEST, "line": first.line, "reason": first.message[:200]}
        )


class _Course:
    def __init__(self, root: Element, names: Collection[str] | None) -> None:
        self.root = root
        self.names = names
        self.seen: Counter[str] = Counter()

    def read(self) -> FoundPackage:
        course = child(self.root, "course")
        identifier = self._identifier(course)
        title = _words(course)
        declared = child(self.root, "objectives")
        objectives = (
            {self._identifier(one) for one in children(declared, "objective")} if declared is not None else set()
        )
        items = [self._part(one) for one in children(self.root, "au", "block")]
        if twice := [name for name, times in self.seen.items() if times > 1]:
            raise PackageRefused(
                _("“%(name)s” is the identifier of two parts of the course.") % {"name": twice[0][:120]}
            )
        self._refuse_unknown_objectives(objectives)
        return FoundPackage("cmi5", title[:250], identifier=identifier, edition="cmi5", items=items)

    def _identifier(self, element: Element) -> str:
        found = attribute(element, "id")
        if not is_absolute_iri(found):
            raise PackageRefused(
                _("“%(name)s” is no absolute identifier: it must begin with a scheme, as in https://….")
                % {"name": found[:120]}
            )
        self.seen[found] += 1
        return found

    def _part(self, element: Element) -> FoundItem:
        item = FoundItem(identifier=self._identifier(element), title=_words(element)[:250])
        if local(element) == "block":
            item.children = [self._part(one) for one in children(element, "au", "block")]
            return item
        item.reports = True
        self._open(item, "".join(child(element, "url").itertext()))
        said = {
            "move_on": attribute(element, "moveOn") or "NotApplicable",
            "mastery_score": attribute(element, "masteryScore"),
            "launch_method": attribute(element, "launchMethod"),
            "launch_parameters": _raw(element, "launchParameters"),
            "entitlement_key": _raw(element, "entitlementKey"),
            "activity_type": attribute(element, "activityType"),
        }
        item.details = {name: value for name, value in said.items() if value}
        return item

    def _open(self, item: FoundItem, address: str) -> None:
        shown = {"title": item.title, "address": address.strip()[:120]}
        refuse_script(address)
        if any(sign.isspace() for sign in address.strip()):
            raise PackageRefused(_("The address “%(address)s” of “%(title)s” holds a space.") % shown)
        address = address.strip()
        parts = parts_of(address)
        if RESERVED & {name for name, _value in parse_qsl(parts.query, keep_blank_values=True)}:
            raise PackageRefused(_("The address of “%(title)s” uses a parameter that the portal itself sets.") % shown)
        item.parameters = query_and_fragment(address)
        if parts.scheme:
            if not parts.netloc:
                raise PackageRefused(_("The address “%(address)s” of “%(title)s” is not complete.") % shown)
            item.href = address.partition("?")[0].partition("#")[0]
        elif self.names is None:
            raise PackageRefused(
                _("“%(title)s” opens the file “%(address)s”, but no files came with the structure. Give the ZIP file.")
                % shown
            )
        else:
            item.href = file_of(address, self.names)

    def _refuse_unknown_objectives(self, declared: set[str]) -> None:
        for element in self.root.iter():
            named = attribute(element, "idref") if local(element) == "objective" else ""
            if named and named not in declared:
                raise PackageRefused(_("The objective “%(name)s” is used and not described.") % {"name": named[:120]})


def _words(element: Element) -> str:
    """The title in the first language given."""
    title = child(element, "title")
    strings = children(title, "langstring") if title is not None else []
    return text_of(strings[0]) if strings and text_of(strings[0]) else _("Untitled part")


def _raw(element: Element, name: str) -> str:
    found = child(element, name)
    return "".join(found.itertext())[:4096] if found is not None else ""
