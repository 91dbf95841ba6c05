"""Writing a diary, and sharing a page of it. Nothing here is logged: that somebody wrote is his own affair."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc_lines
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.diary.models import DiaryEntry
from training.mentoring.models import Mentorship
from training.rotation.models import Posting

TEXTS = ("main_work", "results", "lessons", "people_met", "questions")
NUMBERS = {"village_days": 14, "receptions": 30}
LONGEST = 5000
WEEKS = (1, 2)


class Changed(WrongState):
    """Another device wrote on the same page since; nothing was overwritten."""


@transaction.atomic
def save_entry(
    posting: Posting,
    answers: Mapping[str, Any],
    *,
    key: UUID,
    starts_on: date,
    base_version: int,
    by,
    weeks: int = 1,
    join: bool = False,
) -> DiaryEntry:
    """Save what has been written for the week in which ``starts_on`` lies; the first saving makes the page.

    The same text twice changes nothing. Written on an older version it raises ``Changed``, or with ``join`` puts both
    texts one after the other, so that nothing is lost. Raises ``NotAllowed`` (not one's own posting), ``WrongState``
    (read by the mentor, or the posting is over), ``InvalidInput``.
    """
    _own(posting, by)
    given = _cleaned(answers)
    first = starts_on - timedelta(days=starts_on.weekday())
    if weeks not in WEEKS or not _is_of_the_term(posting, first):
        raise InvalidInput(_("Choose a week of your posting, up to the present one."))
    Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    entry = DiaryEntry.objects.filter(posting=posting, starts_on=first).first()
    if entry is None:
        if not any(given.values()):
            raise InvalidInput(_("Write at least a word."))
        entry = DiaryEntry(posting=posting, key=_free(key), starts_on=first)
    wanted = {"weeks": weeks} | given
    if entry.pk and all(getattr(entry, name) == value for name, value in wanted.items()):
        return entry
    if entry.is_fixed:
        raise WrongState(_("Your mentor has read this page; it stands as it was read."))
    if entry.pk and base_version != entry.version:
        if not join:
            raise Changed(_("Another device changed this page. Both texts are kept."))
        wanted |= {name: _joined(getattr(entry, name), text) for name, text in given.items()}
    for name, value in wanted.items():
        setattr(entry, name, value)
    entry.version += 1
    entry.written_at = now()
    entry.save()
    return entry


@transaction.atomic
def share_entry(entry: DiaryEntry, *, by) -> DiaryEntry:
    """Let the present mentor read this page. Shared already with him: nothing happens."""
    entry = _mine(entry, by)
    mentorship = Mentorship.objects.current().filter(posting=entry.posting_id).first()
    if mentorship is None:
        raise WrongState(_("No mentor is named at present."))
    if entry.shared_with_id != mentorship.pk:
        entry.shared_with, entry.read_on = mentorship, None
        entry.save(update_fields=["shared_with", "read_on"])
    return entry


@transaction.atomic
def withdraw_entry(entry: DiaryEntry, *, by) -> DiaryEntry:
    """Take the sharing back, as long as the mentor has not read it: what was read cannot be made unread."""
    entry = _mine(entry, by)
    if entry.is_fixed:
        raise WrongState(_("Your mentor has read this page on %(day)s.") % {"day": entry.read_on.strftime("%d/%m/%Y")})
    if entry.shared_with_id is not None:
        entry.shared_with = None
        entry.save(update_fields=["shared_with"])
    return entry


@transaction.atomic
def read_entry(entry: DiaryEntry, *, by) -> DiaryEntry:
    """Note that the mentor has opened the page; by anybody else, and the second time, nothing happens."""
    entry = (
        DiaryEntry.objects.select_for_update(of=("self",))
        .select_related("shared_with__mentor__person")
        .get(pk=entry.pk)
    )
    if entry.shared_with is not None and entry.shared_with.mentor.person.user_id == by.pk and entry.read_on is None:
        entry.read_on = today()
        entry.save(update_fields=["read_on"])
    return entry


@transaction.atomic
def remove_entry(entry: DiaryEntry, *, by) -> None:
    """Tear the page out; one that the mentor has read stays."""
    entry = _mine(entry, by)
    if entry.is_fixed:
        raise WrongState(_("Your mentor has read this page; it stands as it was read."))
    entry.delete()


def _joined(there: Any, given: Any) -> Any:
    """Both texts, the earlier first; of two figures the one given last."""
    if not isinstance(there, str):
        return there if given is None else given
    if given in there or there in given:
        return max(there, given, key=len)
    return f"{there}\n\n{given}"


def _own(posting: Posting, by) -> None:
    if posting.person.user_id != by.pk:
        raise NotAllowed(_("A diary is written by the official alone."))
    if posting.status == Posting.Status.ENDED:
        raise WrongState(_("This posting is over; the diary can still be read."))


def _mine(entry: DiaryEntry, by) -> DiaryEntry:
    entry = DiaryEntry.objects.select_for_update(of=("self",)).select_related("posting__person").get(pk=entry.pk)
    if entry.posting.person.user_id != by.pk:
        raise NotAllowed(_("A diary is written by the official alone."))
    return entry


def _is_of_the_term(posting: Posting, first: date) -> bool:
    return posting.effective_on - timedelta(days=7) < first <= today()


def _cleaned(answers: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {name: nfc_lines(str(answers.get(name) or "")).strip() for name in TEXTS}
    if any(len(text) > LONGEST for text in given.values()):
        raise InvalidInput(_("At most %(longest)s characters in each field.") % {"longest": LONGEST})
    for name, most in NUMBERS.items():
        value = str(answers.get(name) if answers.get(name) is not None else "").strip()
        if value and not (value.isdecimal() and int(value) <= most):
            raise InvalidInput(_("Give a whole number from 0 to %(most)s.") % {"most": most})
        given[name] = int(value) if value else None
    return given


def _free(key: UUID) -> UUID:
    """The device's key; a fresh one where another person's page has it, which tells nothing of that page."""
    return uuid4() if DiaryEntry.objects.filter(key=key).exists() else key
