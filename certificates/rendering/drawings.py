"""Frames drawn once: what a drawing puts into the page is remembered and put there again, byte for byte.

A frame of forty elements costs more than the words on it, and it is the same on every certificate of a design.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pydyf
from weasyprint.images import SVGImage

from certificates.rendering.codes import MARGIN, Code

OPACITY = re.compile(rb"/([aA][\d.]+) gs\b")
BY_NAME = re.compile(rb"/(?![aA][\d.]+ gs)\S+ (?:gs|Do|sh)\b|/Pattern\b")  # other things a page must list
TRACKED = ("_current_color", "_current_color_stroke", "_current_alpha", "_current_alpha_stroke")


@dataclass(frozen=True)
class Drawn:
    """What was put into the page, and the opacities that the page must list for it."""

    content: bytes
    opacities: tuple[str, ...]


class RememberedDrawing(SVGImage):
    """An SVG image that is reckoned the first time in each size. One that needs more resources is drawn each time."""

    def __init__(self, image: SVGImage) -> None:
        self.__dict__ |= image.__dict__
        self.drawn: dict[tuple[float, float], Drawn] = {}

    def draw(self, stream, concrete_width, concrete_height, style) -> None:
        size = (concrete_width, concrete_height)
        forget_state(stream)
        if size in self.drawn:
            drawn = self.drawn[size]
            stream.stream.append(drawn.content)
            for name in drawn.opacities:
                kind = "CA" if name[0] == "A" else "ca"
                stream._resources["ExtGState"].setdefault(name, pydyf.Dictionary({kind: float(name[1:])}))
        else:
            start = len(stream.stream)
            super().draw(stream, concrete_width, concrete_height, style)
            content = b"\n".join(pydyf._to_bytes(item) for item in stream.stream[start:])
            if not BY_NAME.search(content):
                names = dict.fromkeys(name.decode() for name in OPACITY.findall(content))
                self.drawn[size] = Drawn(content, tuple(names))
        forget_state(stream)


class PaintedCode:
    """A QR code as one stroked path on white, written as it stands: reading its SVG takes WeasyPrint far longer."""

    def __init__(self, code: Code) -> None:
        self.code = code

    def get_intrinsic_size(self, _image_resolution, _font_size) -> tuple[None, None, float]:
        return None, None, 1

    def draw(self, stream, concrete_width, concrete_height, _style) -> None:
        forget_state(stream)
        stream.set_color_rgb(1, 1, 1)
        stream.rectangle(0, 0, concrete_width, concrete_height)
        stream.fill()
        width, height = concrete_width / self.code.side, concrete_height / self.code.side
        stream.transform(width, 0, 0, height, MARGIN * width, MARGIN * height)
        stream.set_color_rgb(0, 0, 0, stroke=True)
        stream.set_line_width(1)
        runs = (f"{x} {y}.5 m {x + length} {y}.5 l" for x, y, length in self.code.runs())
        stream.stream.append("\n".join(runs).encode())
        stream.stroke()
        forget_state(stream)


def forget_state(stream) -> None:
    """The page no longer knows its colour: what comes next says it, whether the drawing was remembered or not."""
    for name in TRACKED:
        setattr(stream, name, None)


class Drawings(dict):
    """The cache of images that WeasyPrint keeps for us, in which drawings remember themselves."""

    def __setitem__(self, key, image) -> None:
        super().__setitem__(key, RememberedDrawing(image) if isinstance(image, SVGImage) else image)

    @contextmanager
    def beside(self, pictures: Mapping[str, PaintedCode] | None) -> Iterator[None]:
        """The pictures of one page, there while it is printed and forgotten afterwards."""
        self.update(pictures or {})
        try:
            yield
        finally:
            for address in pictures or ():
                del self[address]
