"""What a badge looks like: a lotus, the institution, the programme. One layout, drawn as PNG and as SVG."""

from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from django.utils.html import escape

from certificates.register.models import Certificate

FONTS = Path(__file__).resolve().parents[1] / "rendering" / "fonts"
SIDE, CENTRE = 800, 400
LACQUER, GOLD, IVORY, INK = "#7a1720", "#c79a3b", "#fffaf0", "#2a1a14"
PROGRAMME_WIDTH = 26  # letters in a line of the programme
PROGRAMME_LINES = 4
Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A centred line of words: where its middle stands, how high its letters are."""

    words: str
    y: float
    size: int
    colour: str
    weight: str = "Regular"


def drawing(certificate: Certificate) -> str:
    """The badge as SVG."""
    petals = "".join(
        f'<path d="M{" L".join(f"{x:.1f} {y:.1f}" for x, y in petal)}Z" fill="{LACQUER}" stroke="{IVORY}" '
        f'stroke-width="3"/>'
        for petal in lotus()
    )
    words = "".join(
        f'<text x="{CENTRE}" y="{line.y + line.size * 0.35:.0f}" font-size="{line.size}" fill="{line.colour}" '
        f'font-weight="{700 if line.weight == "Bold" else 400}" text-anchor="middle">{escape(line.words)}</text>'
        for line in lines(certificate)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}" '
        f'font-family="Be Vietnam Pro, Roboto, Arial, sans-serif"><title>{escape(title(certificate))}</title>'
        f'<circle cx="{CENTRE}" cy="{CENTRE}" r="392" fill="{LACQUER}"/>'
        f'<circle cx="{CENTRE}" cy="{CENTRE}" r="368" fill="{IVORY}" stroke="{GOLD}" stroke-width="8"/>'
        f"{petals}{words}</svg>\n"
    )


def picture(certificate: Certificate) -> Image.Image:
    """The badge as a picture, drawn at twice the size so that its edges are smooth."""
    scale = 2
    canvas = Image.new("RGBA", (SIDE * scale, SIDE * scale), (0, 0, 0, 0))
    pen = ImageDraw.Draw(canvas)
    middle = CENTRE * scale
    pen.circle((middle, middle), 392 * scale, fill=LACQUER)
    pen.circle((middle, middle), 368 * scale, fill=IVORY, outline=GOLD, width=8 * scale)
    for petal in lotus():
        pen.polygon([(x * scale, y * scale) for x, y in petal], fill=LACQUER, outline=IVORY, width=3 * scale)
    for line in lines(certificate):
        font = _font(line.weight, line.size * scale)
        pen.text((middle, line.y * scale), line.words, fill=line.colour, font=font, anchor="mm")
    return canvas.resize((SIDE // 2, SIDE // 2), Image.Resampling.LANCZOS).quantize(
        64, method=Image.Quantize.FASTOCTREE
    )


def title(certificate: Certificate) -> str:
    return f"{certificate.facts['design']['heading'].capitalize()}: {certificate.facts['course']['programme']}"


def lines(certificate: Certificate) -> list[Line]:
    facts = certificate.facts
    programme = wrapped(facts["course"]["programme"])
    size = 44 if len(programme) < PROGRAMME_LINES else 36
    step = size * 1.3
    first = 450 - step * (len(programme) - 1) / 2
    return [
        Line(facts["design"]["heading"], 306, 40, LACQUER, "Bold"),
        *(Line(words, first + step * place, size, INK, "Bold") for place, words in enumerate(programme)),
        *(
            Line(words, 600 + 32 * place, 25, INK)
            for place, words in enumerate(wrapped(facts["institution"]["name"], 34, 2))
        ),
        Line(f"{certificate.issued_on:%d/%m/%Y}", 690, 28, LACQUER),
    ]


def wrapped(text: str, width: int = PROGRAMME_WIDTH, most: int = PROGRAMME_LINES) -> list[str]:
    """The text in lines; what does not fit ends in an ellipsis.

    >>> wrapped("một hai ba bốn", 7, 2)
    ['một hai', 'ba bốn']
    """
    found = _filled(text, width)
    while len(_filled(text, width - 1)) == len(found) <= most and width > len(max(text.split(), key=len, default="")):
        width -= 1  # as even as can be, so that no word stands alone below
    found = _filled(text, width)
    return found if len(found) <= most else [*found[: most - 1], f"{found[most - 1]}…"]


def _filled(text: str, width: int) -> list[str]:
    found: list[str] = []
    for word in text.split():
        if found and len(found[-1]) + 1 + len(word) <= width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


@cache
def lotus() -> list[list[Point]]:
    """Five petals around one foot, the outer ones first."""
    return [_petal(angle, length) for angle, length in ((-66, 130), (66, 130), (-34, 150), (34, 150), (0, 160))]


def _petal(angle: float, length: float, foot: Point = (CENTRE, 258)) -> list[Point]:
    turn = angle * pi / 180
    points = []
    for step in range(25):
        along = step / 24
        points.append((sin(pi * along) ** 0.8 * length * 0.24, -length * along))
    outline = points + [(-across, up) for across, up in reversed(points)]
    return [(foot[0] + x * cos(turn) - y * sin(turn), foot[1] + x * sin(turn) + y * cos(turn)) for x, y in outline]


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"BeVietnamPro-{weight}.ttf"), size)
