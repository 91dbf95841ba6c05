"""What a lesson weighs: its text, its pictures in each size offered, the files and recordings it asks for.

Read from the content as it is shown, so that no block has to tell. Kept until the lesson is published anew.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.utils.translation import get_language

from wagtail.documents.models import Document

from curriculum.lessons.models import LessonPage

KEPT = 24 * 60 * 60
_PICTURE = re.compile(r"<img\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(src|srcset|href)="([^"]*)"')
_DOCUMENT = re.compile(r"/documents/(\d+)/[^\"'\s]*")
_PLAYED = re.compile(r"<(?:video|audio)\b.*?</(?:video|audio)>", re.DOTALL)
_SOURCE = re.compile(r'<source src="([^"]+)"')


@dataclass(frozen=True)
class Size:
    """One of the sizes in which a picture is offered."""

    url: str
    width: int
    bytes: int


@dataclass(frozen=True)
class File:
    """A document; another one under the same address has another ``mark``."""

    url: str
    bytes: int
    mark: str


@dataclass(frozen=True)
class Weight:
    """``pictures``: of each its sizes, the smallest first. ``media`` are played, ``files`` are all others."""

    text: int
    pictures: list[list[Size]] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    media: list[File] = field(default_factory=list)


def weight_of(lesson: LessonPage) -> Weight:
    """The lesson as it is published now."""
    key = f"lesson-weight-{lesson.cache_key}-{get_language()}"
    found = cache.get(key)
    if found is None:
        found = weigh(str(lesson.body.render_as_block()))
        cache.set(key, found, KEPT)
    return found


def weigh(html: str) -> Weight:
    """The content as HTML; only what lies on this installation is looked at."""
    played = {unescape(url) for part in _PLAYED.findall(html) for url in _SOURCE.findall(part)}
    named = list(dict.fromkeys(unescape(found.group(0)) for found in _DOCUMENT.finditer(html)))
    known = Document.objects.in_bulk({_key(url) for url in named})
    there = [
        File(url, known[_key(url)].file_size or 0, known[_key(url)].file_hash) for url in named if _key(url) in known
    ]
    return Weight(
        text=len(html.encode()),
        pictures=[sizes for tag in _PICTURE.findall(html) if (sizes := _picture(tag))],
        files=[one for one in there if one.url not in played],
        media=[one for one in there if one.url in played],
    )


def _key(url: str) -> int:
    return int(_DOCUMENT.match(url)[1])


def _picture(tag: str) -> list[Size]:
    named = {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
    offered = [one.split() for one in named.get("srcset", "").split(",") if one.strip()]
    pairs = [(parts[0], int(parts[1].rstrip("w"))) for parts in offered if len(parts) == 2]
    sizes = [Size(url, width, _bytes(url)) for url, width in pairs or [(named.get("src", ""), 0)]]
    return sorted((size for size in sizes if size.bytes), key=lambda size: size.width)


def _bytes(url: str) -> int:
    if urlsplit(url).netloc or not url.startswith(settings.MEDIA_URL):
        return 0
    name = url.removeprefix(settings.MEDIA_URL)
    return default_storage.size(name) if default_storage.exists(name) else 0
