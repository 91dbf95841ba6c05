"""One section of a takeout: whose rows it holds and how they are read, by the rules of what is read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from training.mentoring.evidence.models import ContactPhoto
from training.mentoring.flags.models import Flag
from training.mentoring.forms import Filing
from training.mentoring.rules import can_view_form
from training.models import FormDocument, MentoringContact, Person, TermForm

Row = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """Rows of a model that belong to the person, found by ``path`` (to the person, or by ``account`` to the user).

    ``only`` leaves out what is not told yet; ``files`` are fields whose files go along; ``rows`` reads what a list of
    fields cannot say.
    """

    name: str
    model: type[Model]
    path: str
    fields: tuple[str, ...]
    account: bool = False
    only: Q | None = None
    files: tuple[str, ...] = ()
    rows: Callable[["Section", Person], Iterable[Row]] | None = None

    def queryset(self, person: Person) -> QuerySet:
        whose = person.user_id if self.account else person.pk
        return self.model._default_manager.filter(self.only or Q(), **{self.path: whose}).order_by("pk").distinct()

    def read(self, person: Person) -> Iterator[Row]:
        if self.rows is not None:
            yield from self.rows(self, person)
        else:
            yield from self.queryset(person).values(*self.fields)


def forms_read(section: Section, person: Person) -> Iterator[Row]:
    """The forms of the person's postings with the answers that he may read, by the rule of the form itself."""
    forms = TermForm.objects.filter(posting__person=person).select_related("version", "posting__person")
    for form in forms.prefetch_related("signatures").order_by("posting", "due_on"):
        if not can_view_form(person.user, form):
            continue
        filing = Filing.of(form, person.user)
        readable = {item.id for item in filing.definition.fields() if filing.readable(item)}
        facts = {name: getattr(form, name) for name in section.fields if name != "answers"}
        yield facts | {"answers": {name: value for name, value in filing.answers.items() if name in readable}}


def documents_read(section: Section, person: Person) -> Iterator[Row]:
    documents = FormDocument.objects.filter(form__posting__person=person)
    for one in documents.select_related("form__version", "form__posting__person"):
        if can_view_form(person.user, one.form):
            yield (
                {"form__code": one.form.code}
                | {name: getattr(one, name) for name in section.fields[1:-1]}
                | {"file": one.file.name}
            )


def flags_read(section: Section, person: Person) -> Iterable[Row]:
    """Those about the person that he may read; never R10 and R13, never the words of whoever raised one."""
    return Flag.objects.visible_to(person.user).filter(posting__person=person).order_by("pk").values(*section.fields)


def contacts_read(section: Section, person: Person) -> Iterable[Row]:
    seen = MentoringContact.objects.visible_to(person.user).filter(mentorship__posting__person=person)
    return seen.order_by("pk").values(*section.fields)


def photos_read(section: Section, person: Person) -> Iterable[Row]:
    """Those of the contacts that he may read, whoever of the two sides added them."""
    seen = MentoringContact.objects.visible_to(person.user).filter(mentorship__posting__person=person)
    return ContactPhoto.objects.filter(contact__in=seen).order_by("pk").values(*section.fields)
