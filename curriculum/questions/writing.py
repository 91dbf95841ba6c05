"""How people write the text of a question without knowing HTML, and back again.

An empty line begins a paragraph, ``- `` a line of a list, ``**thick**`` and ``*slanted*`` are set so, a picture is
``![what it shows](picture:KEY)``. What cannot be written like this (a table, from an import) stays HTML and is
edited as HTML: a text that begins with ``<`` is taken as it is.
"""

import re
import unicodedata
from html import escape

from curriculum.questions.cleaning import clean_html, html_to_plain

_PICTURE = re.compile(r"!\[([^\]]*)\]\((picture:[0-9a-f]{64})\)")
_THICK = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_SLANTED = re.compile(r"(?<![*\w])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?![*\w])")
_MARKS = ((re.compile(r"</?(?:b|strong)>"), "**"), (re.compile(r"</?(?:i|em)>"), "*"))
_IMAGE = re.compile(r'<img src="(picture:[0-9a-f]{64})" alt="([^"]*)">')
_ITEM = re.compile(r"<li>(.*?)</li>", re.S)


def to_html(written: str) -> str:
    """What was written, as the clean HTML that is stored. Always in paragraphs or lists."""
    written = unicodedata.normalize("NFC", written).replace("\r\n", "\n").strip()
    if written.startswith("<"):
        html = clean_html(written)
        return html if html.startswith("<") or not html else f"<p>{html}</p>"
    blocks = (block.strip() for block in re.split(r"\n\s*\n", written))
    return clean_html("".join(_block(block) for block in blocks if block))


def to_line_html(written: str) -> str:
    """A text within a line (a choice, feedback): without the paragraph around it."""
    html = to_html(written)
    within = html.removeprefix("<p>").removesuffix("</p>")
    return within if html == f"<p>{within}</p>" and "<p>" not in within else html


def to_written(html: str) -> str:
    """The text as it is written; HTML where nothing else would give the same."""
    written = _IMAGE.sub(r"![\2](\1)", html)
    written = re.sub(r"</p>\s*<p>", "\n\n", written).removeprefix("<p>").removesuffix("</p>")
    written = re.sub(r"</?ul>", "\n\n", _ITEM.sub(r"- \1\n", written))
    written = re.sub(r"</?p>", "\n\n", written)
    for element, mark in _MARKS:
        written = element.sub(mark, written)
    written = re.sub(r"\n{3,}", "\n\n", written.replace("<br>", "\n")).strip()
    written = _with_pictures(written)
    return written if to_html(written) in (html, f"<p>{html}</p>") else html


def _with_pictures(written: str) -> str:
    """Plain words again (entities read, other elements gone), the marks of pictures kept."""
    pieces = _PICTURE.split(written)
    plain = "".join(
        f"![{pieces[place + 1]}]({pieces[place + 2]})" + _plain(pieces[place + 3])
        for place in range(0, len(pieces) - 1, 3)
    )
    return f"{_plain(pieces[0])}{plain}"


def _plain(piece: str) -> str:
    lines = piece.split("\n")
    return "\n".join(html_to_plain(line) if line.strip() else "" for line in lines) if "\n" in piece else _keep(piece)


def _keep(piece: str) -> str:
    """One line, with the spaces at its ends."""
    words = html_to_plain(piece)
    head, tail = piece[: len(piece) - len(piece.lstrip())], piece[len(piece.rstrip()) :]
    return f"{head}{words}{tail}" if words else piece


def _block(block: str) -> str:
    lines = block.split("\n")
    if all(line.lstrip().startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{_line(line.lstrip()[2:])}</li>" for line in lines) + "</ul>"
    return "<p>" + "<br>".join(_line(line.strip()) for line in lines) + "</p>"


def _line(text: str) -> str:
    pieces = _PICTURE.split(text)
    html = _marked(pieces[0])
    for place in range(1, len(pieces), 3):
        alternative, source, rest = pieces[place : place + 3]
        html += f'<img src="{source}" alt="{escape(alternative)}">{_marked(rest)}'
    return html


def _marked(text: str) -> str:
    return _SLANTED.sub(r"<i>\1</i>", _THICK.sub(r"<b>\1</b>", escape(text, quote=False)))
