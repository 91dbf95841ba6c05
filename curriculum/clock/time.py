"""The clock that rules and deadlines ask. Nothing else in the rooms calls ``timezone.now()`` to decide anything.

Setting ``COSO_NOW`` makes a rehearsal of another day; ``set_to`` does the same within a test or a fast-forward.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """The present moment, aware, in the installation's time zone."""
    moment = _set_to.get()
    if moment is None and settings.COSO_NOW:
        moment = _aware(datetime.fromisoformat(settings.COSO_NOW))
    return timezone.localtime(moment or timezone.now())


def today() -> date:
    """The present day in the installation's time zone."""
    return now().date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within the block the clock stands at ``moment`` (a naive moment is read in the installation's time zone)."""
    token = _set_to.set(_aware(moment))
    try:
        yield
    finally:
        _set_to.reset(token)


def _aware(moment: datetime) -> datetime:
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
