"""What is searched: the words of pages, of the files they offer, and of classes."""

from collections.abc import Iterable, Iterator

from wagtail.blocks import StructValue
from wagtail.documents.models import Document
from wagtail.fields import StreamField
from wagtail.models import Page

from curriculum.models import LessonPage, ModulePage, ProgrammePage
from curriculum.vietnamese.text import nfc
from portal.pages.models import DocumentPage, NewsPage, StandardPage
from portal.search.models import SearchEntry
from training.models import TrainingClass

Kind = SearchEntry.Kind

KINDS: dict[type[Page], SearchEntry.Kind] = {
    LessonPage: Kind.LESSON,
    ProgrammePage: Kind.PROGRAMME,
    ModulePage: Kind.MODULE,
    DocumentPage: Kind.DOCUMENT,
    NewsPage: Kind.NEWS,
    StandardPage: Kind.PAGE,
}
_TEXTS = {
    LessonPage: ("summary", "body"),
    ProgrammePage: ("code", "title_en", "target_group", "intro"),
    ModulePage: ("title_en", "intro"),
    DocumentPage: ("number", "abstract", "issuer"),
    NewsPage: ("summary", "body"),
    StandardPage: ("body",),
}
CLASS_WORDS = {"code", "name", "programme", "intake", "place"}


def page_entries(page: Page) -> Iterator[SearchEntry]:
    """The entry of a page of which we know what to say, and one for each file it offers."""
    kind = KINDS.get(type(page))
    if kind is None:
        return
    texts = [text for name in _TEXTS[type(page)] for text in _texts_of(page, name)]
    yield SearchEntry(kind=kind, page=page).say(nfc(page.title), nfc(" ".join(texts)))
    for file, description in _files_of(page):
        yield SearchEntry(kind=Kind.FILE, page=page, file=file).say(nfc(file.title), nfc(description))


def class_entry(training_class: TrainingClass) -> SearchEntry:
    """The class by its code and name; its place, intake and programme."""
    texts = (training_class.programme.title, training_class.intake, training_class.place)
    entry = SearchEntry(kind=Kind.CLASS, training_class=training_class)
    return entry.say(nfc(str(training_class)), nfc(" · ".join(text for text in texts if text)))


def _texts_of(page: Page, name: str) -> Iterable[str]:
    field, value = page._meta.get_field(name), getattr(page, name)
    if isinstance(field, StreamField):
        return field.get_searchable_content(value)
    return [value]


def _files_of(page: Page) -> Iterable[tuple[Document, str]]:
    """The files to download, each once, with what is said of them."""
    if isinstance(page, DocumentPage):
        return [(page.file, page.abstract)] if page.file else []
    found: dict[int, tuple[Document, str]] = {}
    for name in _TEXTS[type(page)]:
        if isinstance(page._meta.get_field(name), StreamField):
            for block in getattr(page, name):
                if isinstance(block.value, StructValue) and block.value.get("document"):
                    found.setdefault(
                        block.value["document"].pk, (block.value["document"], block.value.get("description", ""))
                    )
    return found.values()
