"""What SCORM 2004 says of an item besides its title: control modes, limits, objectives, rules, navigation."""

from typing import Any
from xml.etree.ElementTree import Element

from curriculum.packages.checking.documents import attribute, child, children, local, text_of

YES = ("true", "1")
PLURALS = {"sequencingRules", "rollupRules", "objectives", "ruleConditions", "rollupConditions"}


def sequencing_of(item: Element, collection: dict[str, Element]) -> dict[str, Any]:
    """The sequencing of an item or organisation: control modes and limits by name, the rest as it is written.

    What the item itself says wins over what it takes from the collection by ``IDRef``.
    """
    own = child(item, "sequencing")
    if own is None:
        return {}
    shared = collection.get(attribute(own, "IDRef"))
    found = {_name(part): _written(part) for part in shared} if shared is not None else {}
    return found | {_name(part): _written(part) for part in own if local(part)}


def _name(part: Element) -> str:
    """ADL adds objectives of its own beside those of IMS, under the same name."""
    name = local(part)
    return "adlObjectives" if name == "objectives" and "adlseq" in part.tag else name


def control_modes(sequencing: dict[str, Any]) -> dict[str, bool]:
    """How one may move among the children; what is not said is as SCORM 2004 presumes."""
    written = sequencing.get("controlMode", {})
    presumed = {"choice": True, "choiceExit": True, "flow": False, "forwardOnly": False}
    return {name: written[name] in YES if name in written else value for name, value in presumed.items()}


def objectives_of(sequencing: dict[str, Any]) -> list[dict[str, Any]]:
    """The objectives, the primary one first."""
    written = sequencing.get("objectives", {})
    primary = [one | {"primary": True} for one in written.get("primaryObjective", [])]
    return primary + written.get("objective", [])


def passing_measure(sequencing: dict[str, Any]) -> str:
    """What a scaled score must reach, where satisfaction goes by the measure."""
    for objective in objectives_of(sequencing):
        if objective.get("primary") and objective.get("satisfiedByMeasure") in YES:
            return objective.get("minNormalizedMeasure", "1.0")
    return ""


def hidden_controls(item: Element) -> list[str]:
    """The buttons the content asks the player not to show: continue, previous, exit, suspendAll …"""
    presentation = child(item, "presentation")
    interface = child(presentation, "navigationInterface") if presentation is not None else None
    return [text_of(one) for one in children(interface, "hideLMSUI")] if interface is not None else []


def _written(element: Element) -> dict[str, Any]:
    """An element as a mapping: its attributes, its text under ``text`` or, of a leaf, alone; children in lists."""
    found: dict[str, Any] = {key.rpartition("}")[2]: value.strip() for key, value in element.attrib.items()}
    for part in element:
        name = local(part)
        if not name:
            continue
        if len(part) == 0 and not part.attrib and text_of(part):
            found[name] = text_of(part)
        elif name in PLURALS:
            found[name] = _written(part)
        else:
            found.setdefault(name, []).append(_written(part))
    if len(element) == 0 and text_of(element):
        found["text"] = text_of(element)
    return found
