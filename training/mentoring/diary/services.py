"""Writing a diary, and sharing a page of it. Nothing here is logged: that somebody wrote is his own affair."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc_lines
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.diary.models import DiaryEntry
from training.mentoring.merging import Merged, merge, says
from training.mentoring.models import Mentorship, ParallelVersion
from training.mentoring.services.saved import Saved, keep_beside
from training.rotation.models import Posting

TEXTS = ("main_work", "results", "lessons", "people_met", "questions")
NUMBERS = {"village_days": 14, "receptions": 30}
LONGEST = 5000
WEEKS = (1, 2)


@transaction.atomic
def save_entry(
    posting: Posting,
    answers: Mapping[str, Any],
    *,
    key: UUID,
    starts_on: date,
    base_version: int,
    by,
    touched: Collection[str] | None = None,
) -> Saved[DiaryEntry]:
    """Save what has been written for the week in which ``starts_on`` lies; the first saving makes the page.

    The same text twice changes nothing. Written on an older version it is joined answer by answer where nothing is lost
    by it; ``touched`` names the answers the writer changed on this device. Where both changed the same, and where the
    mentor has read the page meanwhile, the other text is kept beside it and comes back as ``conflict``. Raises
    ``NotAllowed`` (not one's own posting), ``WrongState`` (the posting is over), ``InvalidInput``.
    """
    _own(posting, by)
    given = cleaned(answers)
    first = starts_on - timedelta(days=starts_on.weekday())
    if not _is_of_the_term(posting, first):
        raise InvalidInput(_("Choose a week of your posting, up to the present one."))
    Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    entry = DiaryEntry.objects.filter(posting=posting, starts_on=first).first()
    if entry is None:
        if not any(given[name] for name in (*TEXTS, *NUMBERS)):
            raise InvalidInput(_("Write at least a word."))
        entry = DiaryEntry(posting=posting, key=_free(key), starts_on=first)
    shown = given
    if entry.version and touched is not None:
        given = {name: value for name, value in given.items() if name in touched}
    saved = _save(entry, given, base_version, by)
    return replace(saved, joined=saved.joined and not says(answers_of(saved.record), shown))


def _save(entry: DiaryEntry, given: dict[str, Any], base_version: int, by) -> Saved[DiaryEntry]:
    current = answers_of(entry)
    if entry.is_fixed:
        if all(current[name] == value for name, value in given.items()):
            return Saved(entry, entry.version, now())
        return Saved(entry, entry.version, now(), keep_beside(entry, given, base_version=base_version, by=by))
    is_behind = bool(entry.version) and base_version != entry.version
    merged = merge(current, given) if is_behind else Merged(current | given, {})
    if merged.answers != current or not entry.version:
        _write(entry, merged.answers)
    kept = keep_beside(entry, given, base_version=base_version, by=by) if merged.apart else None
    return Saved(entry, entry.version, now(), kept, joined=is_behind)


@transaction.atomic
def settle_entry(entry: DiaryEntry, answers: Mapping[str, Any], *, by) -> DiaryEntry:
    """Write what the writer chose from the versions of a page; the versions are kept, marked settled."""
    entry = _mine(entry, by)
    if answers and entry.is_fixed:
        raise WrongState(_("Your mentor has read this page; it stands as it was read."))
    joined = answers_of(entry) | cleaned(answers_of(entry) | dict(answers))
    if joined != answers_of(entry):
        _write(entry, joined)
    open_versions = ParallelVersion.objects.filter(page=entry, written_by=by, settled_at__isnull=True)
    open_versions.update(settled_at=now())
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


def answers_of(entry: DiaryEntry) -> dict[str, Any]:
    """What a page says, answer by answer."""
    return {name: getattr(entry, name) for name in (*TEXTS, *NUMBERS, "weeks")}


def _write(entry: DiaryEntry, answers: Mapping[str, Any]) -> None:
    for name, value in answers.items():
        setattr(entry, name, value)
    entry.version += 1
    entry.written_at = now()
    entry.save()


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


def cleaned(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Every answer in the shape in which it is kept. Raises ``InvalidInput``."""
    given: dict[str, Any] = {name: nfc_lines(str(answers.get(name) or "")).strip() for name in TEXTS}
    if any(len(text) > LONGEST for text in given.values()):
        raise InvalidInput(_("At most %(longest)s characters in each field.") % {"longest": LONGEST})
    for name, most in NUMBERS.items():
        value = str(answers.get(name) if answers.get(name) is not None else "").strip()
        if value and not (value.isdecimal() and int(value) <= most):
            raise InvalidInput(_("Give a whole number from 0 to %(most)s.") % {"most": most})
        given[name] = int(value) if value else None
    given["weeks"] = answers.get("weeks", WEEKS[0])
    if given["weeks"] not in WEEKS:
        raise InvalidInput(_("A page is for one week or for two."))
    return given


def _free(key: UUID) -> UUID:
    """The device's key; a fresh one where another person's page has it, which tells nothing of that page."""
    return uuid4() if DiaryEntry.objects.filter(key=key).exists() else key
