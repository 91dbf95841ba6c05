"""HTML to PDF with what every document shares made once: fonts, parsed style sheets, and a fetcher that stays home.

One ``HTML().write_pdf()`` for each certificate builds all of it again, which costs twice the time.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock

from cssselect2 import ElementWrapper
from defusedxml.ElementTree import ParseError, fromstring
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from certificates.rendering.conformance import ARCHIVE_AND_READER
from certificates.rendering.drawings import Drawings, PaintedCode
from certificates.rendering.settling import settle
from certificates.rendering.styles import Styles, remembered_in

logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # seven lines for each document otherwise

FOLDER = Path(__file__).resolve().parent
SHEETS = FOLDER / "sheets"
A5, HALF, LENGTH = "-a5", 0.5**0.5, re.compile(r"(\d+(?:\.\d+)?)(mm|pt)\b")


@dataclass(frozen=True)
class Enclosure:
    """A file to travel inside the PDF, with the moment it says it was made: never the moment of printing."""

    name: str
    description: str
    content: str
    made_at: datetime


class HomeFetcher(URLFetcher):
    """Opens files of its folder and nothing else: a document never asks another machine, nor another folder."""

    def __init__(self, folder: Path = FOLDER) -> None:
        super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False, fail_on_errors=True)
        self.folder = folder

    def fetch(self, url, headers=None):
        if url.startswith("file:"):
            path = Path(url.removeprefix("file://").split("?")[0]).resolve()
            if not path.is_relative_to(self.folder):
                raise ValueError(f"A document may not read {path}.")
        return super().fetch(url, headers)


class WellFormed(HTML):
    """A page that is XML as well: read six times as fast as by the parser that mends whatever it is given.

    Raises ``ParseError`` for one that is not, so also for a control character in a name.
    """

    def __init__(self, text: str, *, base_url: str, url_fetcher: URLFetcher) -> None:
        self.base_url, self.url_fetcher, self.media_type = base_url, url_fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(fromstring(text), content_language=None)
        self.etree_element = self.wrapper_element.etree_element


def read(text: str, *, base_url: str, url_fetcher: URLFetcher) -> HTML:
    try:
        return WellFormed(text, base_url=base_url, url_fetcher=url_fetcher)
    except ParseError:
        return HTML(string=text, base_url=base_url, url_fetcher=url_fetcher)


def in_a5(sheet: str) -> str:
    return LENGTH.sub(lambda found: f"{float(found[1]) * HALF:.4g}{found[2]}", sheet)


class Printer:
    """Prints HTML with one sheet of a folder, which holds ``sheets/`` and the fonts that ``sheets/fonts.css`` names.

    Make one for each process and sheet. Fonts and parsed sheets are not for several threads: one prints at a time.
    """

    def __init__(self, sheet: str, folder: Path = FOLDER) -> None:
        self.sheets = folder / "sheets"
        self.lock = Lock()
        self.fonts = FontConfiguration()
        self.fetcher = HomeFetcher(folder)
        self.images = Drawings()
        self.styles: Styles = {}
        self.css = [self._read(name) for name in ("fonts.css", sheet)]

    def _read(self, name: str) -> CSS:
        """A style sheet; the one of A5 is that of A4 with every length made smaller."""
        path, made = self.sheets / name, {"font_config": self.fonts, "url_fetcher": self.fetcher}
        if path.exists() or A5 not in name:
            return CSS(filename=path, **made)
        larger = self.sheets / name.replace(A5, "")
        return CSS(string=in_a5(larger.read_text()), base_url=larger.as_uri(), **made)

    def print(
        self,
        html: str,
        *,
        enclosures: Sequence[Enclosure] = (),
        pictures: Mapping[str, PaintedCode] | None = None,
        for_readers: bool = False,
    ) -> bytes:
        """The PDF/A-3u of the page, tagged; ``for_readers`` it also claims PDF/UA-1: its pictures have words.

        ``pictures`` are those of this page alone, by the address it names them with.
        """
        document = read(html, base_url=self.sheets.as_uri() + "/", url_fetcher=self.fetcher)
        attachments = [
            Attachment(
                string=enclosure.content,
                url_fetcher=self.fetcher,
                name=enclosure.name,
                description=enclosure.description,
                created=enclosure.made_at,
                modified=enclosure.made_at,
                relationship="Data",
            )
            for enclosure in enclosures
        ]
        with self.lock, self.images.beside(pictures), remembered_in(self.styles if for_readers else None):
            return document.write_pdf(
                finisher=settle,
                stylesheets=self.css,
                font_config=self.fonts,
                cache=self.images,
                pdf_variant=ARCHIVE_AND_READER if for_readers else "pdf/a-3u",
                pdf_tags=True,
                attachments=attachments,
            )


@cache
def printer_for(sheet: str, folder: Path = FOLDER) -> Printer:
    return Printer(sheet, folder)
