"""One search: what was found of each kind, and what is said of those that are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from wagtail.models import Page

from portal.search.models import SearchEntry
from portal.search.people import people_found, with_offices
from portal.search.sight import entries_for
from portal.search.words import Words
from training.cohorts.models import OFFICE_READERS
from training.models import Enrolment, Person, TrainingClass
from training.people.models import CITY_WIDE_READERS
from training.people.roles import roles_of

Kind = SearchEntry.Kind
PEOPLE = "person"
MOST = 1000  # of things, and of people: who finds more needs another word
SHOWN_OF_EACH, PAGE_SIZE = 5, 20

LABELS: dict[str, str | Promise] = {
    Kind.LESSON: gettext_lazy("Lessons"),
    Kind.PROGRAMME: gettext_lazy("Programmes"),
    Kind.MODULE: gettext_lazy("Modules"),
    Kind.CLASS: gettext_lazy("Classes"),
    PEOPLE: gettext_lazy("People"),
    Kind.DOCUMENT: pgettext_lazy("official", "Documents"),
    Kind.FILE: gettext_lazy("Files"),
    Kind.NEWS: gettext_lazy("News"),
    Kind.PAGE: gettext_lazy("Pages of the site"),
}
ICONS = {
    Kind.LESSON: "book-open",
    Kind.PROGRAMME: "graduation-cap",
    Kind.MODULE: "layers",
    Kind.CLASS: "school",
    PEOPLE: "user",
    Kind.DOCUMENT: "file-text",
    Kind.FILE: "paperclip",
    Kind.NEWS: "newspaper",
    Kind.PAGE: "info",
}


@dataclass(frozen=True)
class Result:
    """One thing found: what it is called, where it stands, the words around the hit, and its address."""

    icon: str
    title: SafeString
    where: str
    snippet: SafeString | str
    url: str


@dataclass(frozen=True)
class Group:
    """What was found of one kind: the first of them, and how many there are."""

    kind: str
    count: int
    results: list[Result]

    @property
    def label(self) -> str:
        return str(LABELS[self.kind])

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.results)


class Search:
    """Everything the visitor may see that holds the words. ``kind`` empty: the first of each kind."""

    def __init__(self, request: HttpRequest, words: Words, kind: str = "") -> None:
        self.request, self.words = request, words
        self.kind = kind if kind in LABELS else ""
        self.roles = roles_of(request.user)

    @cached_property
    def keys(self) -> dict[str, list[int]]:
        """The keys of what was found, by kind; the kind with the nearest entry leads."""
        found: dict[str, list[int]] = {}
        if not self.words:
            return found
        entries = entries_for(self.request).matching(self.words).values_list("kind", "pk")
        for kind, key in entries[:MOST]:
            found.setdefault(kind, []).append(key)
        people = list(people_found(self.request.user, self.words).values_list("pk", flat=True)[:MOST])
        return found | {PEOPLE: people} if people else found

    @property
    def total(self) -> int:
        return sum(len(keys) for keys in self.keys.values())

    @property
    def is_cut(self) -> bool:
        """More was found than anybody reads."""
        return self.total >= MOST

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """Each kind with its name and how many were found."""
        return [(kind, str(LABELS[kind]), len(keys)) for kind, keys in self.keys.items()]

    @cached_property
    def groups(self) -> list[Group]:
        """The first of each kind."""
        first = {kind: keys[:SHOWN_OF_EACH] for kind, keys in self.keys.items()}
        told = self._tell([key for kind, keys in first.items() if kind != PEOPLE for key in keys])
        told_people = self._tell_people(first.get(PEOPLE, []))
        return [
            Group(kind, len(self.keys[kind]), [(told_people if kind == PEOPLE else told)[key] for key in keys])
            for kind, keys in first.items()
        ]

    @cached_property
    def page(self) -> PageOfList:
        """One page of what was found of the kind."""
        page = Paginator(self.keys.get(self.kind, []), PAGE_SIZE).get_page(self.request.GET.get("page"))
        keys = list(page.object_list)
        told = self._tell_people(keys) if self.kind == PEOPLE else self._tell(keys)
        page.object_list = [told[key] for key in keys]
        return page

    # What is said of each

    def _tell(self, keys: list[int]) -> dict[int, Result]:
        entries = list(SearchEntry.objects.filter(pk__in=keys).select_related("page", "file")) if keys else []
        above = _titles_above(entries)
        classes = self._classes(entry.training_class_id for entry in entries if entry.training_class_id)
        return {
            entry.pk: self._class_result(entry, classes[entry.training_class_id])
            if entry.training_class_id
            else self._page_result(entry, above)
            for entry in entries
        }

    def _page_result(self, entry: SearchEntry, above: dict[str, str]) -> Result:
        where = " › ".join(above[path] for path in _paths_above(entry) if path in above)
        if entry.kind == Kind.FILE:
            return self._result(entry, entry.page.title, entry.file.url)
        if entry.kind == Kind.LESSON:
            return self._result(entry, where, reverse("trainee:lesson", args=[entry.page_id]))
        return self._result(entry, where, entry.page.get_url(self.request) or "")

    def _class_result(self, entry: SearchEntry, training_class: TrainingClass) -> Result:
        days = f"{date_format(training_class.opens_on, 'd/m/Y')} – {date_format(training_class.closes_on, 'd/m/Y')}"
        where = f"{capfirst(training_class.get_status_display())} · {days}"
        return self._result(entry, where, self._address_of_class(training_class))

    def _result(self, entry: SearchEntry, where: str, url: str) -> Result:
        title, snippet = self.words.marked(entry.title), self.words.snippet(entry.text)
        return Result(ICONS[entry.kind], title, where, snippet, url)

    def _classes(self, keys: Iterable[int]) -> dict[int, TrainingClass]:
        """The classes with what the visitor is in each: a member, or one who teaches or supervises it."""
        keys = list(keys)
        if not keys:
            return {}
        user = self.request.user
        studies = Enrolment.objects.active().of_user(user).filter(training_class=OuterRef("pk"))
        teaches = TrainingClass.objects.filter(pk=OuterRef("pk"), meetings__lecturer__person__user=user)
        found = TrainingClass.objects.filter(pk__in=keys).defer("programme_facts")
        return {one.pk: one for one in found.annotate(is_studied=Exists(studies), is_taught=Exists(teaches))}

    def _address_of_class(self, one: TrainingClass) -> str:
        """The page of the class in the workspace where the visitor meets it."""
        ways: list[tuple[bool, str]] = [
            (self.roles.is_superuser or self.roles.has(*OFFICE_READERS), "office:class"),
            (one.is_taught or one.supervisor_id == self.request.user.pk, "lecturer:register"),
            (one.is_studied, "trainee:class"),
            (bool(self.roles.grants), "unit:class"),
        ]
        name = next((name for fits, name in ways if fits), "")
        return reverse(name, args=[one.pk]) if name else reverse("trainee:record")

    def _tell_people(self, keys: list[int]) -> dict[int, Result]:
        people = with_offices(Person.objects.filter(pk__in=keys)) if keys else []
        return {person.pk: self._person_result(person) for person in people}

    def _person_result(self, person: Person) -> Result:
        offices = "; ".join(str(office) for office in person.offices)
        code = pgettext("staff", "code %(code)s") % {"code": person.staff_code}
        title = self.words.marked(person.full_name)
        return Result(ICONS[PEOPLE], title, offices or _("no office today"), code, self._address_of_person(person))

    def _address_of_person(self, person: Person) -> str:
        if self.roles.has(*CITY_WIDE_READERS):
            return reverse("office:person", args=[person.pk])
        if person.user_id == self.request.user.pk:
            return reverse("profile")
        return f"{reverse('unit:people')}?{urlencode({'q': person.full_name})}"


def _titles_above(entries: Iterable[SearchEntry]) -> dict[str, str]:
    """The titles of the modules and programmes above the pages, by their place in the tree; one query."""
    paths = {path for entry in entries for path in _paths_above(entry)}
    return dict(Page.objects.filter(path__in=paths).values_list("path", "title")) if paths else {}


def _paths_above(entry: SearchEntry) -> list[str]:
    """The programme of a module; the programme and the module of a lesson."""
    steps = {Kind.LESSON: 2, Kind.MODULE: 1}.get(Kind(entry.kind), 0)
    return [entry.page.path[: -step * Page.steplen] for step in range(steps, 0, -1)]
