"""Manifests as trees: XML without entities or document types, JSON of bounded depth, both by bounded size."""

import json
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from django.utils.translation import gettext as _

from curriculum.packages.checking.refusals import PackageRefused

DEEPEST = 60
MOST_ELEMENTS = 200_000


def read_xml(content: bytes, name: str) -> Element:
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise PackageRefused(
            _("“%(name)s” defines entities or a document type. Such a description is not read.") % {"name": name}
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise PackageRefused(
            _("“%(name)s” is no readable XML: %(reason)s.") % {"name": name, "reason": str(error)[:120]}
        ) from error
    _refuse_depth(root, name)
    return root


def read_json(content: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise PackageRefused(_("“%(name)s” is no readable JSON.") % {"name": name}) from error
    if not isinstance(found, dict):
        raise PackageRefused(_("“%(name)s” does not describe content.") % {"name": name})
    return found


def strings_in(value: Any) -> Iterator[str]:
    """Every text in a tree of JSON."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> list[Element]:
    return [one for one in element if local(one) in names]


def child(element: Element, name: str) -> Element | None:
    return next(iter(children(element, name)), None)


def text_of(element: Element | None, name: str = "") -> str:
    """The text of an element, or of its child, with its white space closed up."""
    found = child(element, name) if name and element is not None else element
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its bare name: editions of SCORM write ``scormtype`` and ``scormType``, in several namespaces."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2].lower() == name.lower():
            return value.strip()
    return ""


def _refuse_depth(root: Element, name: str) -> None:
    level, count = [root], 0
    for _depth in range(DEEPEST):
        count += len(level)
        level = [below for element in level for below in element]
        if not level:
            return
        if count > MOST_ELEMENTS:
            break
    raise PackageRefused(_("“%(name)s” is nested too deeply or too long to be read.") % {"name": name})
