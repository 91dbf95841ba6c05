"""From notices to mails. Rows first, mails after: a killed worker leaves nothing that would be sent twice.

``gather`` decides for each new notice whether it goes by mail at once, in the digest of the day or not at all; ``send``
hands the waiting mails over. Both may run at the same time in several workers.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from curriculum.clock.time import now, today
from portal.notifications.choices import Choices
from portal.notifications.kinds import Mail
from portal.notifications.models import Delivery, Notice

LANGUAGE = "vi"  # as the notices themselves
FRESH = timedelta(days=3)  # an older notice is no news any more
AT_A_TIME = 500
MOST_ATTEMPTS = 5
WAIT = timedelta(minutes=5)  # before the second attempt; doubled each time
GIVEN_UP_AFTER = timedelta(minutes=30)

logger = logging.getLogger(__name__)
State = Delivery.State


def address_of(user) -> str:
    """Where the person reads mail; empty where nothing is known."""
    person = getattr(user, "person", None)
    return user.email or (person.email if person else "")


@transaction.atomic
def gather() -> int:
    """Make the mails of notices to be told of at once; returns how many."""
    notices = _unsettled()
    choices = Choices(notice.user_id for notice in notices)
    at_once, silent = [], []
    for notice in notices:
        wish = choices.mail(notice.user_id, notice.kind)
        if wish == Mail.NONE or not _can_be_mailed(notice):
            silent.append(notice.pk)
        elif wish == Mail.AT_ONCE:
            at_once.append(notice)
    Notice.objects.filter(pk__in=silent).update(is_settled=True)
    for notice in at_once:
        _deliver([notice], key=f"notice:{notice.pk}", subject=notice.title)
    return len(at_once)


@transaction.atomic
def gather_digests() -> int:
    """Make one mail for each person out of what he wants to hear once a day; at most one a day. Returns how many."""
    notices = [notice for notice in _unsettled() if _can_be_mailed(notice)]
    choices = Choices(notice.user_id for notice in notices)
    told = set(Delivery.objects.filter(key=_digest_key()).values_list("user", flat=True))
    by_user: dict[int, list[Notice]] = {}
    for notice in notices:
        if choices.mail(notice.user_id, notice.kind) == Mail.DAILY and notice.user_id not in told:
            by_user.setdefault(notice.user_id, []).append(notice)
    with override(LANGUAGE):
        subject = _("Notices of %(day)s") % {"day": date_format(today(), "d/m/Y")}
    for found in by_user.values():
        _deliver(found, key=_digest_key(), subject=subject)
    return len(by_user)


def send() -> int:
    """Hand over the mails that are due; returns how many left. One that is refused is tried again later."""
    _give_up_interrupted()
    due = list(
        Delivery.objects.filter(state=State.WAITING, due_at__lte=now())
        .select_related("user__person")
        .order_by("created_at", "pk")[:AT_A_TIME]
    )
    if not due:
        return 0
    with get_connection() as connection:
        return sum(_send(delivery, connection) for delivery in due if _claim(delivery))


def _unsettled() -> list[Notice]:
    rows = Notice.objects.unsettled().select_for_update(of=("self",))
    return list(rows.select_related("user__person").order_by("created_at", "pk"))


def _can_be_mailed(notice: Notice) -> bool:
    is_news = notice.read_at is None and notice.created_at > now() - FRESH
    return is_news and notice.user.is_active and bool(address_of(notice.user))


def _deliver(notices: list[Notice], *, key: str, subject: str) -> None:
    moment = now()
    delivery, _made = Delivery.objects.get_or_create(
        user=notices[0].user,
        key=key,
        defaults={"subject": subject, "text": _text(notices), "created_at": moment, "due_at": moment},
    )
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(is_settled=True, delivery=delivery)


def _text(notices: Iterable[Notice]) -> str:
    with override(LANGUAGE):
        base = settings.BASE_URL
        context = {"notices": notices, "base": base, "choices": base + reverse("notices:choices")}
        return render_to_string("portal/notices/mail.txt", context)


def _digest_key() -> str:
    return f"daily:{today():%Y-%m-%d}"


def _claim(delivery: Delivery) -> bool:
    """Take the mail for oneself; False where another worker was quicker."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING)
    return bool(mine.update(state=State.SENDING, claimed_at=now(), attempts=F("attempts") + 1))


def _send(delivery: Delivery, connection) -> int:
    """1 where the mail left. What the server refuses is tried again, later each time."""
    choices = settings.BASE_URL + reverse("notices:choices")
    message = EmailMessage(
        delivery.subject,
        delivery.text,
        to=[address_of(delivery.user)],
        connection=connection,
        headers={"Message-ID": f"<delivery-{delivery.pk}@coso>", "List-Unsubscribe": f"<{choices}>"},
    )
    mine = Delivery.objects.filter(pk=delivery.pk)
    try:
        message.send()
    except (SMTPException, OSError) as error:
        logger.warning("mail %s was refused: %s", delivery.pk, error)
        later = now() + WAIT * 2**delivery.attempts
        over = delivery.attempts + 1 >= MOST_ATTEMPTS
        mine.update(state=State.FAILED if over else State.WAITING, due_at=later)
        return 0
    mine.update(state=State.SENT, sent_at=now(), text="")
    Notice.objects.filter(delivery=delivery.pk).update(mailed_at=now())
    return 1


def _give_up_interrupted() -> None:
    lost = Delivery.objects.filter(state=State.SENDING, claimed_at__lt=now() - GIVEN_UP_AFTER)
    if count := lost.update(state=State.INTERRUPTED, text=""):
        logger.warning("%s mails were interrupted while being sent; they are not sent again", count)
