"""Building the XML of QTI: elements of QTI, HTML within them, and the names of version 3."""

import re
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement, tostring

from curriculum.questions.formats.trees import VOID

NAMESPACES = {
    "2.1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "3.0": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
_UPPER = re.compile(r"(?<=[a-z])([A-Z])")


def element(parent: Element | None, name: str, text: str = "", **attributes: str) -> Element:
    """An element of QTI, by its name in version 2."""
    node = Element(name, attributes) if parent is None else SubElement(parent, name, attributes)
    node.set("", "")  # the mark of an element of QTI, gone when it is written
    node.text = text or None
    return node


def html(parent: Element, text: str) -> Element:
    """Put clean HTML into an element."""
    _Builder(parent).feed(text)
    return parent


def written(root: Element, version: str) -> bytes:
    """The document of an item or a test in the names of the version."""
    for node in root.iter():
        if node.attrib.pop("", None) is not None and version == "3.0":
            node.tag = f"qti-{_kebab(node.tag)}"
            attributes = {_kebab(name): value for name, value in node.attrib.items()}
            node.attrib.clear()
            node.attrib.update(attributes)
    root.set("xmlns", NAMESPACES[version])
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")


def _kebab(name: str) -> str:
    return _UPPER.sub(lambda found: f"-{found[1].lower()}", name)


class _Builder(HTMLParser):
    """Clean HTML is well nested; only its void elements stand without an end."""

    def __init__(self, parent: Element):
        super().__init__(convert_charrefs=True)
        self._path = [parent]

    def handle_starttag(self, tag: str, attributes) -> None:
        node = SubElement(self._path[-1], tag, {name: value or "" for name, value in attributes})
        if tag not in VOID:
            self._path.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self._path) > 1:
            self._path.pop()

    def handle_data(self, data: str) -> None:
        parent = self._path[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data
