"""The page about one's feed, and the feed itself."""

import hashlib
from datetime import timedelta

import segno

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import http_date, parse_http_date_safe, quote_etag
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST, require_safe

from certificates.verification.limits import WINDOW, looks_too_often
from curriculum.clock.time import today
from portal.access import requires
from portal.calendar.entries import entries_of
from portal.calendar.ics import calendar_text
from portal.calendar.models import CalendarFeed
from portal.calendar.services import feed_of, open_feed, remember_reading, renew_feed, stop_feed, token_of

BACK, AHEAD = timedelta(days=180), timedelta(days=400)


@require_GET
@requires()
def my_calendar(request: HttpRequest) -> HttpResponse:
    """How to have one's calendar on the phone: the private address, its QR, the steps for each program."""
    feed = CalendarFeed.objects.filter(user=request.user).first()
    token = token_of(feed) if feed else ""
    address = settings.BASE_URL + reverse("calendar:feed", args=[token]) if token else ""
    context = {
        "feed": feed,
        "address": address,
        "webcal": address.replace("https://", "webcal://").replace("http://", "webcal://"),
        "qr": _qr(address) if address else "",
    }
    response = render(request, "portal/calendar/mine.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


@require_POST
@requires()
def open_mine(request: HttpRequest) -> HttpResponse:
    open_feed(by=request.user)
    messages.success(request, _("Your private link is ready. Follow the steps for your device."))
    return redirect("calendar:mine")


@require_POST
@requires()
def renew(request: HttpRequest) -> HttpResponse:
    renew_feed(by=request.user)
    messages.success(request, _("The link is new; the old one answers no more. Subscribe again on your devices."))
    return redirect("calendar:mine")


@require_POST
@requires()
def stop(request: HttpRequest) -> HttpResponse:
    if stop_feed(by=request.user):
        messages.success(request, _("The link was taken back. Your devices keep what they last read, without changes."))
    return redirect("calendar:mine")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed: no session, the same answer for the same calendar, "not modified" where nothing changed."""
    if looks_too_often(request, at="calendar", per_minute=settings.CALENDAR_PER_MINUTE):
        return HttpResponse(status=429, headers={"Retry-After": str(WINDOW)})
    found = feed_of(token)
    if found is None:
        raise Http404("no such feed")
    profile = getattr(found.user, "wagtail_userprofile", None)
    with override((profile and profile.preferred_language) or settings.LANGUAGE_CODE):
        text = calendar_text(entries_of(found.user, today() - BACK, today() + AHEAD))
    found = remember_reading(found, hashlib.sha256(text).hexdigest())
    response = HttpResponse(status=304) if _has_it(request, found) else HttpResponse(text)
    response["Content-Type"] = "text/calendar; charset=utf-8"
    response["Content-Disposition"] = 'inline; filename="lich-co-so.ics"'
    response["ETag"] = quote_etag(found.etag)
    response["Last-Modified"] = http_date(found.modified_at.timestamp())
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _has_it(request: HttpRequest, found: CalendarFeed) -> bool:
    """Whether the program already holds this text (RFC 9110: If-None-Match goes before If-Modified-Since)."""
    if "If-None-Match" in request.headers:
        known = (tag.strip().removeprefix("W/") for tag in request.headers["If-None-Match"].split(","))
        return any(tag in ("*", quote_etag(found.etag)) for tag in known)
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and int(found.modified_at.timestamp()) <= since


def _qr(text: str) -> SafeString:
    """The address as a QR code, drawn into the page."""
    code = segno.make(text, error="m", micro=False)
    words = _("QR code of your private link")
    drawn = code.svg_inline(border=2, omitsize=True, light="#fff", svgclass="qr", lineclass=None, title=words)
    return mark_safe(drawn.replace("<svg", '<svg role="img"', 1))
