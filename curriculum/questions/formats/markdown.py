"""The little Markdown that question files use: paragraphs, lists, headings, emphasis, code, links, pictures."""

import re
from html import escape

_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")
_BULLET = re.compile(r"\s{0,3}[-*+]\s+(.*)")
_NUMBERED = re.compile(r"\s{0,3}\d{1,9}[.)]\s+(.*)")
_QUOTED = re.compile(r"(?:[ \t]*>)+\s?(.*)")
_CODE = re.compile(r"`([^`\n]+)`")
_INLINE = (
    (re.compile(r"!\[([^\]\n]{0,300})\]\(([^\s)]{1,500})\)"), r'<img src="\2" alt="\1">'),
    (re.compile(r"(?<!!)\[([^\]\n]{1,300})\]\(([^\s)]{1,500})\)"), r'<a href="\2">\1</a>'),
    (re.compile(r"\*\*(?=\S)(.{1,300}?)(?<=\S)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<!\w)__(?=\S)(.{1,300}?)(?<=\S)__(?!\w)"), r"<strong>\1</strong>"),
    (re.compile(r"\*(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\*"), r"<em>\1</em>"),
    (re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]{1,300}?)(?<=[^\s_])_(?!\w)"), r"<em>\1</em>"),
)


def markdown_to_html(text: str) -> str:
    """The text as HTML; what looks like a tag is text. The result is still to be cleaned."""
    return "".join(_block(block) for block in _blocks(text))


def _blocks(text: str) -> list[list[str]]:
    """Runs of lines that belong together; a fenced piece of code is one, whatever stands in it."""
    blocks: list[list[str]] = [[]]
    is_code = False
    for line in text.splitlines():
        fence = _FENCE.match(line)
        if fence and not is_code:
            blocks.append([line])
        elif is_code or line.strip():
            kind = _kind(line)
            if not is_code and blocks[-1] and kind != _kind(blocks[-1][-1]) and (kind or _kind(blocks[-1][-1]) == "h"):
                blocks.append([])
            blocks[-1].append(line)
        else:
            blocks.append([])
        if fence:
            is_code = not is_code
            if not is_code:
                blocks.append([])
    return [block for block in blocks if block]


def _kind(line: str) -> str:
    for kind, pattern in (("h", _HEADING), ("ul", _BULLET), ("ol", _NUMBERED), ("q", _QUOTED)):
        if pattern.fullmatch(line):
            return kind
    return ""


def _block(lines: list[str]) -> str:
    if _FENCE.match(lines[0]):
        code = [line for line in lines[1:] if not _FENCE.match(line)]
        return f"<pre><code>{escape(chr(10).join(code), quote=False)}</code></pre>"
    kind = _kind(lines[0])
    if kind == "h":
        return "".join(f"<h3>{_inline(_HEADING.fullmatch(line)[1])}</h3>" for line in lines)
    if kind in ("ul", "ol"):
        return f"<{kind}>{''.join(f'<li>{item}</li>' for item in _items(lines))}</{kind}>"
    if kind == "q":
        return f"<blockquote>{markdown_to_html(chr(10).join(_unquoted(line) for line in lines))}</blockquote>"
    return f"<p>{_inline(chr(10).join(line.strip() for line in lines))}</p>"


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        found = _BULLET.fullmatch(line) or _NUMBERED.fullmatch(line)
        if found:
            items.append(_inline(found[1]))
        else:
            items[-1] += " " + _inline(line.strip())
    return items


def _unquoted(line: str) -> str:
    found = _QUOTED.fullmatch(line)
    return found[1] if found else line


def _inline(text: str) -> str:
    pieces = _CODE.split(text)
    return "".join(
        f"<code>{escape(piece, quote=False)}</code>" if place % 2 else _emphasised(escape(piece))
        for place, piece in enumerate(pieces)
    )


def _emphasised(text: str) -> str:
    for pattern, written in _INLINE:
        text = pattern.sub(written, text)
    return text
