"""Launching a unit of cmi5: the session, what the unit is told, the address that opens it, the token it fetches."""

import hashlib
import json
import secrets
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from datetime import timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest

from curriculum.clock.time import now
from curriculum.packages.models import PackageItem, PackagePage
from curriculum.packages.origin import address
from curriculum.packages.services.states import registered
from curriculum.packages.statements import vocabulary as words
from curriculum.packages.statements.models import LaunchSession
from curriculum.packages.statements.services import activity_of, actor_of, satisfy, say, state_of

GOOD_FOR = timedelta(hours=12)


@transaction.atomic
def launch_unit(page: PackagePage, item: PackageItem, *, by) -> tuple[LaunchSession, str]:
    """A new session, and the secret that fetches its token once.

    An earlier session of the unit that was begun and not ended is abandoned, as cmi5 asks.
    """
    registration = registered(page, by=by)
    state_of(registration, item)
    for earlier in registration.sessions.filter(item=item, terminated_at=None, abandoned_at=None):
        earlier.abandoned_at = now()
        earlier.save(update_fields=["abandoned_at"])
        if earlier.initialized_at:
            lasted = max((earlier.abandoned_at - earlier.initialized_at).total_seconds(), 0)
            result = {"duration": f"PT{lasted:.2f}S"}
            say(
                words.ABANDONED,
                registration,
                {"id": activity_of(item)},
                item=item,
                session=earlier,
                result=result,
                grouping=[item.identifier],
            )
    secret = secrets.token_urlsafe(32)
    session = LaunchSession.objects.create(
        registration=registration, item=item, fetch_digest=digest_of(secret), launched_at=now()
    )
    said = {words.LAUNCH_MODE: "Normal", words.MOVE_ON_RULE: item.details.get("move_on", "NotApplicable")}
    if "mastery_score" in item.details:
        said[words.MASTERY] = float(item.details["mastery_score"])
    say(
        words.LAUNCHED,
        registration,
        {"id": activity_of(item)},
        item=item,
        session=session,
        extensions=said,
        grouping=[item.identifier],
    )
    satisfy(registration)
    return session, secret


def launch_address(session: LaunchSession, secret: str, request: HttpRequest) -> str:
    """Where the unit opens, with the five parameters it needs."""
    package, item = session.item.package, session.item
    told = urlencode(
        {
            "endpoint": address("about", package, request).removesuffix("about"),
            "fetch": address("fetch", package, request, secret),
            "actor": json.dumps(actor_of(session.registration.user)),
            "registration": str(session.registration.key),
            "activityId": activity_of(item),
        }
    )
    plain, mark, fragment = item.parameters.partition("#")
    opened = address("file", package, request, item.href)
    return f"{opened}{plain}{'&' if plain else '?'}{told}{mark}{fragment}"


def launch_data(session: LaunchSession, done: str) -> dict:
    """The document LMS.LaunchData; ``done`` is where the unit leads when it ends."""
    details = session.item.details
    found = {
        "contextTemplate": {
            "contextActivities": {"grouping": [{"id": session.item.identifier}]},
            "extensions": {words.SESSION: str(session.key)},
        },
        "launchMode": "Normal",
        "moveOn": details.get("move_on", "NotApplicable"),
        "returnURL": done,
    }
    if "mastery_score" in details:
        found["masteryScore"] = float(details["mastery_score"])
    if "launch_parameters" in details:
        found["launchParameters"] = details["launch_parameters"]
    if "entitlement_key" in details:
        found["entitlementKey"] = {"courseStructure": details["entitlement_key"]}
    return found


def fetch_token(secret: str, package_id: int) -> str:
    """The token of the session: given out once, "" ever after."""
    with transaction.atomic():
        found = LaunchSession.objects.select_for_update(of=("self",)).filter(
            fetch_digest=digest_of(secret), item__package=package_id, launched_at__gt=now() - GOOD_FOR
        )
        session = found.first()
        if session is None or session.fetched_at or session.is_over:
            return ""
        token = secrets.token_urlsafe(32)
        session.fetched_at, session.token_digest = now(), digest_of(token)
        session.save(update_fields=["fetched_at", "token_digest"])
    return b64encode(f"{session.key}:{token}".encode()).decode()


def session_of(authorization: str, package_id: int) -> LaunchSession | None:
    """Whose the token in an ``Authorization`` header is; None for any that is wrong or too old."""
    scheme, _space, value = authorization.partition(" ")
    try:
        _key, _colon, token = b64decode(value, validate=True).decode().partition(":")
    except (BadBase64, UnicodeDecodeError, ValueError):
        return None
    if scheme.lower() != "basic" or not token:
        return None
    found = LaunchSession.objects.select_related("registration__user", "registration__page", "item__package")
    return found.filter(
        token_digest=digest_of(token), item__package=package_id, launched_at__gt=now() - GOOD_FOR
    ).first()


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
