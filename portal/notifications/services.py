"""Telling people. What a notice is about is its key: the same thing is never told twice to the same person."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.text import Truncator

from curriculum.clock.time import now
from portal.notifications.kinds import kind_of
from portal.notifications.models import Notice


def notify(user, *, key: str, title: str, body: str = "", url: str = "") -> Notice | None:
    """Leave one notice for a person; None where there is no account to leave it for.

    ``key`` says what it is about (``enrolment:17:confirmed``), ``url`` is a path of this site. A second call with the
    same key changes nothing.
    """
    if user is None or not user.is_active:
        return None
    notice, _created = Notice.objects.get_or_create(
        user=user,
        key=key,
        defaults={"kind": kind_of(key), "title": _short(title), "body": body, "url": url, "created_at": now()},
    )
    return notice


def notify_all(users: Iterable, *, key: str, title: str, body: str = "", url: str = "") -> int:
    """The same notice for many people in one query; returns how many were addressed."""
    addressed = {user.pk for user in users if user is not None and user.is_active}
    Notice.objects.bulk_create(
        [
            Notice(user_id=pk, key=key, kind=kind_of(key), title=_short(title), body=body, url=url, created_at=now())
            for pk in sorted(addressed)
        ],
        ignore_conflicts=True,
    )
    return len(addressed)


def notify_each(messages: Iterable[tuple], *, key: str) -> int:
    """One thing told to many people, each in words of his own: ``(user, title, body, url)``. Returns how many."""
    notices = {
        user.pk: Notice(
            user=user, key=key, kind=kind_of(key), title=_short(title), body=body, url=url, created_at=now()
        )
        for user, title, body, url in messages
        if user.is_active
    }
    Notice.objects.bulk_create(notices.values(), ignore_conflicts=True, batch_size=200)
    return len(notices)


def notify_different(messages: Iterable[tuple]) -> int:
    """Many things told to many people in one statement: ``(user, key, title, body, url)``. Returns how many."""
    notices = [
        Notice(user=user, key=key, kind=kind_of(key), title=_short(title), body=body, url=url, created_at=now())
        for user, key, title, body, url in messages
        if user is not None and user.is_active
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=200)
    return len(notices)


@transaction.atomic
def mark_read(user, notices: Iterable[int] | None = None) -> int:
    """Mark the person's notices as read: those named, or all; returns how many were unread."""
    unread = user.notices.unread()
    if notices is not None:
        unread = unread.filter(pk__in=notices)
    return unread.update(read_at=now())


def _short(title: str) -> str:
    return Truncator(title).chars(200)
