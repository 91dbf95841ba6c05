"""QTI in all the shapes it comes in: a single item, a package in a zip, version 1.2 as Canvas writes it."""

from django.utils.translation import gettext as _

from curriculum.questions.content import Picture
from curriculum.questions.formats.archives import Archive, is_zip, resolve
from curriculum.questions.formats.pictures import picture
from curriculum.questions.formats.qti12 import read_old
from curriculum.questions.formats.qti_declarations import normalise
from curriculum.questions.formats.qti_items import Passages, read_item
from curriculum.questions.formats.reading import (
    BadQuestion,
    Gatherer,
    Reading,
    UnreadableFile,
    category_path,
    refused,
)
from curriculum.questions.formats.texts import Finder
from curriculum.questions.formats.trees import Node, parse

MANIFEST = "imsmanifest.xml"
_OLD = "questestinterop"
_ITEM = "assessmentItem"
_TEST = "assessmentTest"


def read_qti(data: bytes) -> Reading:
    """The questions of a QTI file or package."""
    gatherer = Gatherer("folds_tones", "rubric", "typed_feedback", "wildcards")
    try:
        if is_zip(data):
            _Package(Archive(data), gatherer).read()
        else:
            _read_single(normalise(parse(data)), gatherer)
    except UnreadableFile as error:
        return refused(error)
    return gatherer.reading()


def _read_single(root: Node, gatherer: Gatherer) -> None:
    if root.name == _OLD:
        read_old(root, gatherer=gatherer, find=_nowhere)
    elif root.name == _ITEM:
        with gatherer.question(root.line) as place:
            gatherer.add(read_item(root, place=place, gatherer=gatherer, find=_nowhere))
    elif root.name == _TEST:
        raise UnreadableFile(_("The file is a test that only names its questions. Give the whole package (.zip)."))
    else:
        raise UnreadableFile(_("The file is XML, but no question of QTI."))


def _nowhere(source: str) -> Picture | None:
    return None


class _Package:
    """The files a manifest names; without a manifest, all XML files."""

    def __init__(self, archive: Archive, gatherer: Gatherer):
        self.archive, self.gatherer = archive, gatherer
        self.tags: dict[str, tuple[str, ...]] = {}
        self.categories: dict[str, tuple[str, ...]] = {}

    def read(self) -> None:
        trees: dict[str, Node] = {}
        for name in self._named():
            with self.gatherer.question(0, name):
                trees[name] = self._tree(name)
        for name, root in trees.items():
            if root.name == _TEST:
                for section in root.within("testPart"):
                    self._keep_sections(section, name, ())
        asked = {name: root for name, root in trees.items() if root.name in (_OLD, _ITEM)}
        if not asked:
            raise UnreadableFile(_("The package holds no question of QTI."))
        for name, root in sorted(asked.items(), key=lambda one: self._order.get(one[0], len(trees))):
            if root.name == _OLD:
                read_old(root, gatherer=self.gatherer, find=self._finder(name))
            else:
                self._read_item(name, root)

    def _read_item(self, name: str, root: Node) -> None:
        with self.gatherer.question(root.line, name) as place:
            question = read_item(
                root,
                place=place,
                gatherer=self.gatherer,
                find=self._finder(name),
                passages=self._passages(name),
                category=self.categories.get(name, ()),
                tags=self.tags.get(name, ()),
            )
            self.gatherer.add(question)

    def _named(self) -> list[str]:
        self._order: dict[str, int] = {}
        manifest = next((name for name in self.archive.names() if name.lower() == MANIFEST), None)
        if manifest is None:
            return [name for name in self.archive.names() if name.lower().endswith(".xml")]
        named: dict[str, None] = {}
        for resource in parse(self.archive.read(manifest)).within("resource"):
            words = tuple(" ".join(word.words().split())[:100] for word in resource.within("keyword"))
            references = [resource.get("href", ""), *(file.get("href", "") for file in resource.all("file"))]
            for reference in dict.fromkeys(references):
                path = resolve("", reference)
                if not path.lower().endswith(".xml"):
                    continue
                if self.archive.has(path):
                    named[path] = None
                    self.tags[path] = tuple(word for word in words if word)
                else:
                    with self.gatherer.question(0, reference[:100]):
                        raise BadQuestion(_("The manifest names this file, but it is not in the package."))
        return list(named)

    def _tree(self, name: str) -> Node:
        try:
            return normalise(parse(self.archive.read(name)))
        except UnreadableFile as error:
            raise BadQuestion(str(error)) from error

    def _keep_sections(self, node: Node, test: str, path: tuple[str, ...]) -> None:
        """Visible sections of a test are the categories of the items within."""
        for child in node:
            if child.name == "assessmentSection":
                is_named = child.get("visible", "true") == "true" and child.get("title", "").strip()
                within = category_path([*path, child.get("title", "")]) if is_named else path
                self.gatherer.name_category(within)
                self._keep_sections(child, test, within)
            elif child.name == "assessmentItemRef":
                item = resolve(test, child.get("href", ""))
                self._order.setdefault(item, len(self._order))
                self.categories.setdefault(item, path)

    def _passages(self, name: str) -> Passages:
        def passage(address: str) -> tuple[Node, Finder] | None:
            path = resolve(name, address)
            if not self.archive.has(path):
                return None
            body = self._tree(path).one("stimulusBody")
            return (body, self._finder(path)) if body is not None else None

        return passage

    def _finder(self, name: str) -> Finder:
        def find(source: str) -> Picture | None:
            path = resolve(name, source.replace("$IMS-CC-FILEBASE$", "").replace("%24IMS-CC-FILEBASE%24", ""))
            candidates = (path, resolve("", source), f"web_resources/{resolve('', path)}")
            found = next((one for one in candidates if one and self.archive.has(one)), None)
            return picture(found, self.archive.read(found)) if found else None

        return find
