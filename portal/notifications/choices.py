"""How people want to be told by mail: reading and keeping their choices."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from portal.notifications.kinds import DEFAULTS, Kind, Mail
from portal.notifications.models import NoticeChoice


class Choices:
    """The choices of some people, read at once."""

    def __init__(self, users: Iterable[int]) -> None:
        rows = NoticeChoice.objects.filter(user__in=set(users)).values_list("user", "kind", "mail")
        self.chosen = {(user, kind): mail for user, kind, mail in rows}

    def mail(self, user_id: int, kind: str) -> Mail:
        return Mail(self.chosen.get((user_id, kind)) or DEFAULTS.get(Kind(kind), Mail.AT_ONCE))


@transaction.atomic
def choose_mail(wanted: Mapping[str, str], *, by) -> None:
    """Keep how the person wants to be told of each kind; kinds and words that do not exist are passed over."""
    NoticeChoice.objects.bulk_create(
        [
            NoticeChoice(user=by, kind=kind, mail=mail)
            for kind, mail in wanted.items()
            if kind in Kind.values and mail in Mail.values
        ],
        update_conflicts=True,
        update_fields=["mail"],
        unique_fields=["user", "kind"],
    )
