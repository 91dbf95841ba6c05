"""SCORM 1.2 and 2004 in all its editions: ``imsmanifest.xml`` at the root of the package."""

from collections import Counter
from collections.abc import Collection
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from curriculum.packages.checking.addresses import file_of, query_and_fragment, refuse_script
from curriculum.packages.checking.documents import attribute, child, children, local, read_xml, text_of
from curriculum.packages.checking.found import FoundItem, FoundPackage
from curriculum.packages.checking.refusals import PackageRefused
from curriculum.packages.checking.rules import prerequisites_not_held, rules_not_held
from curriculum.packages.checking.sequencing import (
    YES,
    control_modes,
    hidden_controls,
    passing_measure,
    sequencing_of,
)

MANIFEST = "imsmanifest.xml"
MOST_ITEMS = 2000
LONGEST_TITLE = 250
TOLD_FILES = 5
NAMESPACES_OF_1_2 = ("adlcp_rootv1p2", "imscp_rootv1p1p2")


def read_scorm(content: bytes, names: Collection[str]) -> FoundPackage:
    """What the manifest offers to open. ``names`` are the files of the package; an empty one checks no files."""
    root = read_xml(content, MANIFEST)
    if local(root) != "manifest":
        raise PackageRefused(_("“%(name)s” is no manifest of SCORM.") % {"name": MANIFEST})
    return _Manifest(root, names).read()


class _Manifest:
    def __init__(self, root: Element, names: Collection[str]) -> None:
        self.root = root
        self.names = names
        self.notes: list[str] = []
        self.count: Counter[str] = Counter()
        resources = child(root, "resources")
        self.base = _base(root) + (_base(resources) if resources is not None else "")
        found = children(resources, "resource") if resources is not None else []
        self.resources = {attribute(one, "identifier"): one for one in found}
        shared = child(root, "sequencingCollection")
        collected = children(shared, "sequencing") if shared is not None else []
        self.collection = {attribute(one, "ID"): one for one in collected}

    def read(self) -> FoundPackage:
        organisation = self._organisation()
        items = [self._item(one) for one in children(organisation, "item")]
        package = FoundPackage(
            kind="scorm12" if self._is_1_2() else "scorm2004",
            title=(text_of(organisation, "title") or _("Untitled package"))[:LONGEST_TITLE],
            identifier=attribute(self.root, "identifier")[:255],
            edition=self._edition(),
            items=items,
            notes=self.notes,
        )
        if not any(item.href for _depth, item in package.walk()):
            raise PackageRefused(_("The manifest names nothing that can be opened. Export the package once more."))
        if twice := [name for name, times in self.count.items() if times > 1]:
            raise PackageRefused(_("The manifest names “%(name)s” twice.") % {"name": twice[0][:80]})
        sequencing = sequencing_of(organisation, self.collection)
        if sequencing:
            package.details = {"sequencing": sequencing, "control": control_modes(sequencing)}
            if attribute(organisation, "objectivesGlobalToSystem").lower() in ("false", "0"):
                package.details["objectives_stay"] = False
        package.details |= self._progress(organisation)
        self._note_missing_files()
        self._note_rules(package)
        return package

    def _note_rules(self, package: FoundPackage) -> None:
        items = [item for _depth, item in package.walk()]
        if package.kind == "scorm12":
            self.notes += prerequisites_not_held([(one.identifier, one.title, one.details) for one in items])
        else:
            self.notes += rules_not_held([("", package.details), *((one.title, one.details) for one in items)])

    def _organisation(self) -> Element:
        organisations = child(self.root, "organizations")
        found = children(organisations, "organization") if organisations is not None else []
        if not found:
            raise PackageRefused(_("The manifest names nothing that can be opened. Export the package once more."))
        wanted = attribute(organisations, "default") if organisations is not None else ""
        return next((one for one in found if attribute(one, "identifier") == wanted), found[0])

    def _edition(self) -> str:
        metadata = child(self.root, "metadata")
        return text_of(metadata, "schemaversion")[:40] if metadata is not None else ""

    def _is_1_2(self) -> bool:
        """By what the manifest says of itself; where it says nothing, by its namespaces."""
        edition = self._edition()
        if edition:
            return edition.startswith("1.2") or edition == "1.1"
        used = {one.tag for one in self.root.iter() if isinstance(one.tag, str)}
        used |= {key for one in self.root.iter() for key in one.attrib}
        return any(name in key for name in NAMESPACES_OF_1_2 for key in used)

    def _item(self, element: Element) -> FoundItem:
        self.count[attribute(element, "identifier")] += 1
        if sum(self.count.values()) > MOST_ITEMS:
            raise PackageRefused(_("The manifest names more than %(most)d parts.") % {"most": MOST_ITEMS})
        item = FoundItem(
            identifier=attribute(element, "identifier")[:255],
            title=(text_of(element, "title") or attribute(element, "identifier"))[:LONGEST_TITLE],
            is_visible=attribute(element, "isvisible").lower() not in ("false", "0"),
            details=self._details(element),
            children=[self._item(one) for one in children(element, "item")],
        )
        wanted = attribute(element, "identifierref")
        if wanted:
            self._open(item, wanted, attribute(element, "parameters"))
        return item

    def _open(self, item: FoundItem, wanted: str, parameters: str) -> None:
        resource = self.resources.get(wanted)
        if resource is None:
            raise PackageRefused(
                _("“%(title)s” opens “%(wanted)s”, which the manifest does not describe.")
                % {"title": item.title, "wanted": wanted[:80]}
            )
        href = attribute(resource, "href")
        if not href:
            raise PackageRefused(_("The manifest does not say which file “%(title)s” opens.") % {"title": item.title})
        refuse_script(href)
        refuse_script(parameters)
        if self.names:
            item.href = file_of(href, self.names, base=self.base + _base(resource))
        else:
            item.href = href
        item.parameters = _joined(query_and_fragment(href), parameters)[:1000]
        item.reports = attribute(resource, "scormtype").lower() == "sco"

    def _details(self, element: Element) -> dict:
        sequencing = sequencing_of(element, self.collection)
        limits = sequencing.get("limitConditions", {})
        said = {
            "mastery_score": text_of(element, "masteryscore") or passing_measure(sequencing),
            "max_time_allowed": text_of(element, "maxtimeallowed") or limits.get("attemptAbsoluteDurationLimit", ""),
            "time_limit_action": text_of(element, "timelimitaction") or text_of(element, "timeLimitAction"),
            "prerequisites": text_of(element, "prerequisites")[:4096],
            "launch_data": (text_of(element, "datafromlms") or text_of(element, "dataFromLMS"))[:4096],
            "completion_threshold": self._threshold(element),
            "hidden_controls": hidden_controls(element),
            "sequencing": sequencing,
            "shares_data": child(element, "data") is not None,
            "control": control_modes(sequencing) if "controlMode" in sequencing else {},
        }
        return {name: value for name, value in said.items() if value} | self._progress(element)

    @staticmethod
    def _progress(element: Element) -> dict:
        """Whether completion goes by the measure of progress, from where on, and what the part weighs in it."""
        found = child(element, "completionThreshold")
        if found is None:
            return {}
        weight, least = attribute(found, "progressWeight"), attribute(found, "minProgressMeasure")
        is_used = attribute(found, "completedByMeasure") in YES
        return {"by_progress": {"is_used": is_used, "from": least, "weight": weight}}

    @staticmethod
    def _threshold(element: Element) -> str:
        found = child(element, "completionThreshold")
        return (attribute(found, "minProgressMeasure") or text_of(found)) if found is not None else ""

    def _note_missing_files(self) -> None:
        """Files that are listed and not there: the content may do without them, so they are told and no more."""
        if not self.names:
            return
        missing = []
        for resource in self.resources.values():
            for one in children(resource, "file"):
                try:
                    file_of(attribute(one, "href"), self.names, base=self.base + _base(resource))
                except PackageRefused:
                    missing.append(attribute(one, "href"))
        if missing:
            self.notes.append(
                _("%(count)d files are listed in the manifest and missing from the package: %(names)s.")
                % {"count": len(missing), "names": ", ".join(missing[:TOLD_FILES])}
            )


def _base(element: Element) -> str:
    return attribute(element, "base") if "{http://www.w3.org/XML/1998/namespace}base" in element.attrib else ""


def _joined(query: str, parameters: str) -> str:
    """The parameters after the address, as SCORM joins them: "?" and "&" at their head say nothing."""
    parameters = parameters.strip()
    if parameters.startswith("#"):
        return query if "#" in query else query + parameters
    parameters = parameters.lstrip("?&")
    if not parameters:
        return query
    plain, mark, fragment = query.partition("#")
    return f"{plain}{'&' if '?' in plain else '?'}{parameters}{mark}{fragment}"
