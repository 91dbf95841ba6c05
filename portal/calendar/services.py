"""The address of one's feed: made, renewed, taken back; and who it is that a feed's address belongs to."""

import base64
import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from wagtail.log_actions import log

from curriculum.clock.time import now
from portal.calendar.models import CalendarFeed

NONCE_BYTES = 32
TOKEN_BYTES = 24  # 192 bits
SALT = "portal.calendar.feed"


def token_of(feed: CalendarFeed) -> str:
    """The secret part of the address; empty where the installation's key was changed since, and it is not known."""
    token = _token(feed.nonce)
    return token if constant_time_compare(_digest(token), feed.digest) else ""


@transaction.atomic
def open_feed(*, by) -> CalendarFeed:
    """The person's feed; made when there is none."""
    feed = CalendarFeed.objects.select_for_update().filter(user=by).first()
    return feed or _write(CalendarFeed(user=by), "portal.feed.open")


@transaction.atomic
def renew_feed(*, by) -> CalendarFeed:
    """A new address for the person's feed; the old one answers nothing from now on."""
    feed = CalendarFeed.objects.select_for_update().filter(user=by).first()
    return _write(feed or CalendarFeed(user=by), "portal.feed.renew")


@transaction.atomic
def stop_feed(*, by) -> bool:
    """Take the address back for good; whether there was one."""
    feed = CalendarFeed.objects.select_for_update().filter(user=by).first()
    if feed is None:
        return False
    log(by, "portal.feed.stop", user=by)
    feed.delete()
    return True


def feed_of(token: str) -> CalendarFeed | None:
    """The feed of an address, while its person's account is open. One query."""
    found = CalendarFeed.objects.filter(digest=_digest(token), user__is_active=True)
    return found.select_related("user__wagtail_userprofile").first()


def remember_reading(feed: CalendarFeed, etag: str) -> CalendarFeed:
    """Keep when the feed last differed, so that "not modified since" is the truth even when something only went."""
    moment = now().replace(microsecond=0)
    if feed.etag != etag:
        feed.etag, feed.modified_at, feed.read_at = etag, moment, moment
        CalendarFeed.objects.filter(pk=feed.pk).update(etag=etag, modified_at=moment, read_at=moment)
    elif feed.read_at is None or feed.read_at.date() != moment.date():
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=moment)
    return feed


def _write(feed: CalendarFeed, action: str) -> CalendarFeed:
    feed.nonce = secrets.token_hex(NONCE_BYTES)
    feed.digest = _digest(_token(feed.nonce))
    feed.created_at, feed.read_at, feed.etag, feed.modified_at = now(), None, "", None
    feed.save()
    log(feed.user, action, user=feed.user)
    return feed


def _token(nonce: str) -> str:
    made = salted_hmac(SALT, nonce, secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made[:TOKEN_BYTES]).decode()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
