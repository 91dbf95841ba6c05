"""The lessons written for the programmes, as pages not yet saved."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from wagtail.models import Page

from curriculum.clock.time import now
from curriculum.lessons.content import ContentReader
from curriculum.lessons.models import LessonPage
from curriculum.lessons.papers import collection_named

DATA = Path(__file__).parent / "data"
COLLECTION = "Học liệu"


@cache
def _written() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.json"))]


def lessons_for(programme_code: str, module_order: int, *, besides: set[str]) -> list[LessonPage]:
    """The lessons of one module whose address is not among ``besides``, in the order of their file names."""
    wanted = [
        lesson
        for lesson in _written()
        if (lesson["programme"], lesson["module"]) == (programme_code, module_order) and lesson["slug"] not in besides
    ]
    if not wanted:
        return []
    reader = ContentReader(DATA, collection_named(COLLECTION, signed_in_only=True))
    return [
        LessonPage(
            title=lesson["title"],
            slug=lesson["slug"],
            summary=lesson["summary"],
            minutes=lesson["minutes"],
            completion=lesson.get("completion", LessonPage.Completion.READ),
            body=reader.read(lesson["body"]),
        )
        for lesson in wanted
    ]


def publish_under(parent: Page, page: Page) -> None:
    """Add the page as the last child, live, with the revision its history begins with.

    Shorter than ``save_revision().publish()``, which would save and index each page three times.
    """
    page.first_published_at = page.last_published_at = now()
    parent.add_child(instance=page)
    revision = page.save_revision(changed=False, clean=False)
    Page.objects.filter(pk=page.pk).update(live_revision=revision)
