"""Wagtail's checks in the page editor (axe, in the preview), set up for our blocks and said in our words."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.userbar import ContentCheckerItem

# A check of axe's own that fails wherever the rule's selector finds something: nothing carries the attribute.
NEVER = {
    "id": "never-there",
    "evaluate": "attr-non-space-content-evaluate",
    "options": {"attribute": "data-never-there"},
}
NOT_WORDS = r"\.(avif|gif|jpg|jpeg|png|svg|webp)$|_|^(hình ảnh|hình|ảnh|image|picture|img)\s*\d*$"


def _wherever(name: str, selector: str) -> dict:
    """A rule that what the selector finds shall not be there."""
    found = {"id": name, "impact": "serious", "selector": selector, "tags": ["best-practice"], "any": [NEVER["id"]]}
    return found | {"enabled": True}


class BlockChecker(ContentCheckerItem):
    """What a reader of the page would stumble over. No words for search engines are asked for."""

    axe_include = ["main"]
    axe_run_only = [
        *(name for name in ContentCheckerItem.axe_run_only if name != "empty-meta-description"),
        "image-alt",
        "list",
        "listitem",
        "scope-attr-valid",
        "th-has-data-cells",
        "table-without-head",
        "video-without-captions",
        "recording-without-transcript",
    ]
    axe_custom_rules = [
        *(rule for rule in ContentCheckerItem.axe_custom_rules if rule["id"] == "alt-text-quality"),
        _wherever("table-without-head", ".content-table[data-lacks]"),
        _wherever("video-without-captions", ".content-video[data-lacks]"),
        _wherever("recording-without-transcript", ".content-audio[data-lacks]"),
    ]
    axe_custom_checks = [{"id": "check-image-alt-text", "options": {"pattern": NOT_WORDS}}, NEVER]
    axe_messages = ContentCheckerItem.axe_messages | {
        "image-alt": {"error_name": _("Picture without alternative text"), "help_text": _("Say what it shows")},
        "alt-text-quality": {
            "error_name": _("The alternative text does not say what the picture shows"),
            "help_text": _("Write it as you would tell it on the telephone"),
        },
        "list": {"error_name": _("List that is none"), "help_text": _("Write lists with the list button")},
        "listitem": {"error_name": _("Entry outside a list"), "help_text": _("Write lists with the list button")},
        "scope-attr-valid": {
            "error_name": _("Head of a table at the wrong place"),
            "help_text": _("Choose the head anew"),
        },
        "th-has-data-cells": {
            "error_name": _("Head of a table over nothing"),
            "help_text": _("Add the cells below it"),
        },
        "table-without-head": {
            "error_name": _("Table without a head"),
            "help_text": _("Choose the first row or the first column as head"),
        },
        "video-without-captions": {
            "error_name": _("Video without captions"),
            "help_text": _("Add a WebVTT file: many watch without sound"),
        },
        "recording-without-transcript": {
            "error_name": _("Recording without a transcript"),
            "help_text": _("Write down what is said"),
        },
    }
