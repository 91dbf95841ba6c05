"""A Word document made ready for reading: what cannot become a block is named at its place, what is hidden goes.

mammoth reads paragraphs, lists, tables and pictures; it passes over the rest without a word. Here formulas, charts and
text boxes are turned into words before it reads, and everything that will be missing is counted.
"""

import io
import posixpath
import zipfile
from collections import Counter

from lxml import etree

from django.utils.translation import gettext as _

from curriculum.lessons.word.opening import CONTENT_TYPES, Opened

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
V = "urn:schemas-microsoft-com:vml"
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg")
READ = ("styles", "numbering", "footnotes", "endnotes")
OFF = ("0", "false", "off")


def tidy(opened: Opened) -> tuple[io.BytesIO, Counter[str]]:
    """The document as mammoth shall read it, and how much of each kind will be missing or different.

    In the copy each picture holds nothing but its own name: pictures are read once, from the original.
    """
    found: Counter[str] = Counter()
    folder = posixpath.dirname(opened.document)
    bodies = {opened.document, *(f"{folder}/{name}.xml" for name in ("footnotes", "endnotes"))}
    wanted = {CONTENT_TYPES, "_rels/.rels", *bodies, *(f"{folder}/{name}.xml" for name in READ)}
    wanted |= {f"{posixpath.dirname(name)}/_rels/{posixpath.basename(name)}.rels" for name in bodies}
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as archive:
        for name in opened.names():
            if name in wanted:
                root = opened.tree(name)
                if name in bodies:
                    _tidy_body(root, found)
                archive.writestr(name, etree.tostring(root, encoding="UTF-8", xml_declaration=True))
            elif name.lower().endswith(PICTURES):
                archive.writestr(name, name)
            elif posixpath.basename(name).startswith(("header", "footer")) and name.endswith(".xml"):
                found["headers"] += bool("".join(opened.tree(name).itertext()).strip())
    copy.seek(0)
    return copy, found


def local(element: etree._Element) -> str:
    """The name without its namespace: the strict and the transitional form of the format differ in nothing else."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _tidy_body(root: etree._Element, found: Counter[str]) -> None:
    namespace = etree.QName(root).namespace or W
    for element in list(root.iter()):
        if element is not root and element.getparent() is None:
            continue  # went with what was around it
        match local(element):
            case "oMath" | "oMathPara":
                _say_formula(element, namespace, found)
            case "AlternateContent":
                _take_alternative(element, namespace, found)
            case "drawing":
                _take_drawing(element, namespace, found)
            case "r" if _is_on(element, "vanish"):
                found["hidden"] += 1
                _drop(element)
            case "r" if _is_on(element, "strike", "dstrike"):
                found["struck"] += 1
            case "ins" | "del" | "moveFrom" | "moveTo":
                found["tracked"] += 1
            case "commentReference":
                found["comments"] += 1
            case "altChunk":
                found["chunks"] += 1
            case "object":
                found["objects"] += 1


def _say_formula(element: etree._Element, namespace: str, found: Counter[str]) -> None:
    found["formulas"] += 1
    words = "".join(one.text or "" for one in element.iter() if local(one) == "t")
    _replace(element, _run(_("[formula: %(words)s]") % {"words": words}, namespace))


def _take_alternative(element: etree._Element, namespace: str, found: Counter[str]) -> None:
    """Word offers a shape in two writings; mammoth reads the older one, which other programs leave out."""
    choice = next((one for one in element if local(one) == "Choice"), None)
    fallback = next((one for one in element if local(one) == "Fallback"), None)
    if choice is None:
        return
    boxes = [one for one in choice.iter() if local(one) == "txbxContent"]
    if boxes:
        found["boxes"] += 1
        _replace(element, _box(boxes, namespace))
    elif fallback is None or not len(fallback):
        for child in choice:
            element.addprevious(child)
            if local(child) == "drawing":
                _take_drawing(child, namespace, found)
        _drop(element)


def _take_drawing(element: etree._Element, namespace: str, found: Counter[str]) -> None:
    kinds = {one.get("uri", "").rpartition("/")[2] for one in element.iter() if local(one) == "graphicData"}
    boxes = [one for one in element.iter() if local(one) == "txbxContent"]
    if boxes:
        found["boxes"] += 1
        _replace(element, _box(boxes, namespace))
    elif kinds & {"chart", "diagram"}:
        found["charts"] += 1
        _replace(element, _text(_("[chart]"), namespace))


def _box(boxes: list[etree._Element], namespace: str) -> etree._Element:
    picture = etree.Element(f"{{{namespace}}}pict")
    textbox = etree.SubElement(picture, f"{{{V}}}textbox")
    textbox.extend(boxes)
    return picture


def _text(words: str, namespace: str) -> etree._Element:
    text = etree.Element(f"{{{namespace}}}t")
    text.text = words
    return text


def _run(words: str, namespace: str) -> etree._Element:
    run = etree.Element(f"{{{namespace}}}r")
    run.append(_text(words, namespace))
    return run


def _is_on(run: etree._Element, *names: str) -> bool:
    properties = next((one for one in run if local(one) == "rPr"), None)
    if properties is None:
        return False
    marks = [one for one in properties if local(one) in names]
    return any(str(value) not in OFF for one in marks for value in (one.attrib.values() or ["1"]))


def _replace(element: etree._Element, other: etree._Element) -> None:
    element.addprevious(other)
    _drop(element)


def _drop(element: etree._Element) -> None:
    element.getparent().remove(element)
