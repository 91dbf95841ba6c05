"""XML of unknown origin as a tree: no declarations, no entity, no endless depth; each element knows its line."""

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from django.utils.translation import gettext as _

from curriculum.questions.formats.encodings import decode_xml
from curriculum.questions.formats.reading import UnreadableFile

DEEPEST = 100
MOST_ELEMENTS = 2_000_000
_BARE_DOCTYPE = re.compile(
    r"""<!DOCTYPE\s+[\w.:-]{1,100}(?:\s+(?:SYSTEM|PUBLIC|"[^"<>]{0,300}"|'[^'<>]{0,300}')){0,4}\s*>"""
)
_FIRST_ELEMENT = re.compile(r"<[A-Za-z_]")
VOID = {"br", "img", "hr", "col", "wbr"}


class Node(Element):
    """An element; ``line`` is where it begins, ``name`` its tag without the namespace. Its children are nodes too."""

    line = 0
    name = ""

    if TYPE_CHECKING:

        def __iter__(self) -> Iterator["Node"]: ...

    def one(self, name: str) -> "Node | None":
        """The first child of this name."""
        return next((child for child in self if child.name == name), None)

    def all(self, name: str) -> list["Node"]:
        return [child for child in self if child.name == name]

    def within(self, *names: str) -> list["Node"]:
        """All elements of these names below this one, in the order of the file."""
        return [node for node in self.below() if node.name in names]

    def below(self) -> list["Node"]:
        """All elements below this one, in the order of the file."""
        return [node for node in self.iter() if isinstance(node, Node) and node is not self]

    def words(self) -> str:
        """The text of the element and of all below it."""
        return "".join(self.itertext())


class _LineKeeper(XMLParser):
    def __init__(self) -> None:
        super().__init__(target=TreeBuilder(element_factory=Node), forbid_dtd=True)
        self._depth = self._count = 0

    def _start(self, tag, attributes):
        node = super()._start(tag, attributes)
        node.line = self.parser.CurrentLineNumber
        node.name = tag.rpartition("}")[2]
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS:
            raise UnreadableFile(_("The file is nested too deeply or too large to be a list of questions."))
        return node

    def _end(self, tag):
        self._depth -= 1
        return super()._end(tag)


def parse(data: bytes) -> Node:
    """The root of the tree. Raises ``UnreadableFile`` for what is no sound XML, and for whatever declares anything."""
    text = _without_bare_doctype(decode_xml(data))
    parser = _LineKeeper()
    try:
        parser.feed(text)
        return parser.close()
    except DefusedXmlException as error:
        raise UnreadableFile(
            _("The file declares a document type or entities, which can hide anything. It was not read.")
        ) from error
    except ParseError as error:
        line = error.position[0]
        raise UnreadableFile(
            _("The file is no sound XML: it breaks off or is wrong on line %(line)d.") % {"line": line}
        ) from error


def _without_bare_doctype(text: str) -> str:
    """The text without a document type that only names one: nothing is declared in it, and nothing is fetched."""
    found = _BARE_DOCTYPE.search(text)
    first = _FIRST_ELEMENT.search(text)
    if found is None or first is None or found.start() > first.start():
        return text
    return text[: found.start()] + "\n" * found[0].count("\n") + text[found.end() :]


def html_inside(node: Node, *, skip: Callable[[Node], str | None] = lambda child: None) -> str:
    """What stands in the element, as HTML. ``skip`` may give another text for a child; None writes the child itself."""
    written = [escape(node.text or "", quote=False)]
    for child in node:
        instead = skip(child)
        if instead is None:
            attributes = "".join(
                f' {name.rpartition("}")[2]}="{escape(value)}"' for name, value in child.attrib.items()
            )
            inside = html_inside(child, skip=skip)
            written.append(f"<{child.name}{attributes}>" + ("" if child.name in VOID else f"{inside}</{child.name}>"))
        else:
            written.append(instead)
        written.append(escape(child.tail or "", quote=False))
    return "".join(written)
