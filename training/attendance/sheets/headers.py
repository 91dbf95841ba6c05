"""Whether a picture may be decoded at all, from its header alone. Light enough for the web process; no Django here."""

from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

MOST_PIXELS = 60_000_000
LEAST_SIDE = 600
FORMATS = ("JPEG", "PNG", "MPO")  # MPO is the JPEG of telephones with two lenses


class UnreadablePicture(ValueError):
    """The picture cannot be read; ``reason`` is one of the words below, the caller says the sentence."""

    NOT_A_PICTURE = "not_a_picture"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    NOT_A_SHEET = "not_a_sheet"
    NO_CODE = "no_code"

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def expect_bearable(file: BinaryIO) -> None:
    """Raise ``UnreadablePicture`` unless the file begins like a JPEG or PNG of a size that can be borne."""
    file.seek(0)
    try:
        with Image.open(file) as header:
            kind, (width, height) = header.format, header.size
    except Image.DecompressionBombError as error:
        raise UnreadablePicture(UnreadablePicture.TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise UnreadablePicture(UnreadablePicture.NOT_A_PICTURE) from error
    finally:
        if not file.closed:
            file.seek(0)
    if kind not in FORMATS:
        raise UnreadablePicture(UnreadablePicture.NOT_A_PICTURE)
    if width * height > MOST_PIXELS:
        raise UnreadablePicture(UnreadablePicture.TOO_LARGE)
    if min(width, height) < LEAST_SIDE:
        raise UnreadablePicture(UnreadablePicture.TOO_SMALL)
