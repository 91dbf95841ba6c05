"""What is asked, as formatted text: a few elements and nothing that runs, loads or dresses up."""

import re

import nh3

from django.utils.html import escape

from curriculum.vietnamese.text import nfc_lines

ELEMENTS = {"p", "br", "b", "strong", "i", "em", "u", "ul", "ol", "li", "h3", "blockquote", "a"}
_HAS_ELEMENTS = re.compile(r"<(p|br|ul|ol|li|b|strong|i|em|u|h3|div|a|blockquote)\b", re.IGNORECASE)
_LINE = re.compile(r"^\s*[-–•*]\s+")


def clean_instructions(text: str) -> str:
    """Safe HTML of what a lecturer typed: formatted text as it came, plain text by its lines."""
    typed = nfc_lines(text).strip()
    html = typed if _HAS_ELEMENTS.search(typed) else _from_plain(typed)
    return nh3.clean(
        html,
        tags=ELEMENTS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    ).strip()


def _from_plain(text: str) -> str:
    """Paragraphs between empty lines; lines that begin with a dash are a list."""
    blocks = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.split("\n") if line.strip()]
        if lines and all(_LINE.match(line) for line in lines):
            items = "".join(f"<li>{escape(_LINE.sub('', line).strip())}</li>" for line in lines)
            blocks.append(f"<ul>{items}</ul>")
        elif lines:
            blocks.append(f"<p>{'<br>'.join(escape(line.strip()) for line in lines)}</p>")
    return "".join(blocks)
