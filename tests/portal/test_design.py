"""What the design promises, computed: both themes alike, AA contrast, no inline script or style, small files."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "portal" / "static" / "portal"
TOKENS = (STATIC / "css" / "tokens.css").read_text()
TEMPLATES = sorted(
    path
    for room in ("portal", "certificates", "curriculum")
    for path in (ROOT / room).rglob("*.html")
    if "papers" not in path.parts  # printed by WeasyPrint, never shown by a browser
)


def tokens_in(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", block))


def block_after(selector: str) -> str:
    start = TOKENS.index("{", TOKENS.index(selector)) + 1
    return TOKENS[start : TOKENS.index("}", start)]


LIGHT = tokens_in(block_after(":root {\n  color-scheme: light"))
DARK = tokens_in(block_after(':root[data-theme="dark"] {'))
THEMES = {"light": LIGHT, "dark": LIGHT | DARK}


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_dark_theme_is_the_same_by_system_and_by_choice():
    assert tokens_in(block_after(':root:not([data-theme="light"]) {')) == DARK


TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "ink-faint") for ground in ("paper", "surface", "sunken")],
    *[(ink, ground) for ink in ("accent", "lacquer-ink", "gold-ink", "bad") for ground in ("paper", "surface")],
    *[(tone, f"{tone}-tint") for tone in ("good", "warn", "bad", "info", "neutral")],
    *[("ink", f"{tone}-tint") for tone in ("good", "warn", "bad", "info", "accent")],
    ("on-accent", "accent"),
    ("on-lacquer", "lacquer"),
    ("on-lacquer-soft", "lacquer"),
    ("gold-ink", "gold-tint"),
    ("lacquer-ink", "lacquer-tint"),
]
SHAPES = [("line-strong", "surface"), ("focus", "paper"), ("gold-bright", "lacquer"), ("chart-1", "surface")]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_has_contrast_aa(theme, ink, ground):
    colours = THEMES[theme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), SHAPES)
def test_shapes_one_must_see_have_contrast_three(theme, ink, ground):
    colours = THEMES[theme]
    assert contrast(colours[ink], colours[ground]) >= 3


FIXED = {"#fff", "#3a2403"}  # the ground of a QR code and ink on gilt: the same in both themes


@pytest.mark.parametrize("name", "base layout components forms tables charts styleguide".split())
def test_only_the_tokens_name_colours(name):
    text = (STATIC / "css" / f"{name}.css").read_text()
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", text)) <= FIXED


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_have_no_inline_style_and_no_handler(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", text)
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
        assert not body.strip() or "application/json" in attributes


def compressed(*paths: Path) -> int:
    """Bytes over the wire: fonts are compressed already, the rest by gzip (brotli is smaller still)."""
    return sum(
        len(path.read_bytes()) if path.suffix == ".woff2" else len(gzip.compress(path.read_bytes(), 9))
        for path in paths
    )


def asked_for_by(script: Path) -> set[Path]:
    """The script and the modules it imports, and what these import in turn."""
    found, ahead = set(), [script.resolve()]
    while ahead:
        here = ahead.pop()
        if here not in found:
            found.add(here)
            names = re.findall(r'(?:from|import)\s*"(\.[^"]+)"', here.read_text())
            ahead += [(here.parent / name).resolve() for name in names]
    return found


def test_the_frame_leaves_room_for_the_page():
    styles = [
        STATIC / "css" / f"{name}.css" for name in "tokens base layout components forms tables charts print".split()
    ]
    scripts = [*asked_for_by(STATIC / "js" / "app.js"), STATIC / "vendor" / "htmx" / "htmx.min.js"]
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert compressed(*fonts) <= 40_000
    assert compressed(*styles) <= 20_000
    assert compressed(*styles, *scripts, *fonts) <= 80_000
