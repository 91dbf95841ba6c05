"""The one address to which devices send what they kept, the key they seal it with, and the worker that lets pages open
without a network.
"""

import re
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.contrib.sessions.models import Session
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from curriculum.clock.time import now
from portal.access import requires
from portal.offline.devices import give_secret, is_revoked, revoke_device
from portal.offline.models import DeviceKey
from portal.offline.reading import UnreadableError, read_request
from portal.offline.services import take_in
from training.errors import TrainingError

# One classic script, which every browser takes: the part the worker shares with pages first, without what exports it.
WORKER = ("portal/js/offline/vault.js", "portal/js/offline/worker.js")
EXPORT = re.compile(r"^export ", re.MULTILINE)
COLOUR = "#7a1720"


@require_http_methods(["GET", "POST"])
@requires()
def sync(request: HttpRequest) -> HttpResponse:
    """GET: whose session this is, the server's clock and a token to send with. POST: operations in, results out.

    A device that was taken from the person is told so and nothing else; it wipes itself.
    """
    if is_revoked(request.user, request.headers.get("X-Device", "")):
        return _unkept(JsonResponse({"revoked": True}, status=410))
    if request.method == "GET":
        answer = {"user": str(request.user.pk), "now": now().isoformat(), "token": get_token(request)}
        return _unkept(JsonResponse(answer))
    try:
        operations = read_request(request.body)
    except UnreadableError as error:
        return JsonResponse({"error": str(error)}, status=400)
    results = take_in(operations, by=request.user)
    return _unkept(JsonResponse({"now": now().isoformat(), "results": [vars(result) for result in results]}))


@require_POST
@requires()
def key(request: HttpRequest) -> HttpResponse:
    """What this device makes its key from, and when the session ends. Kept by no cache."""
    try:
        installation = UUID(request.POST.get("installation", ""))
    except ValueError:
        return _unkept(JsonResponse({"error": _("The device gave no name that can be read.")}, status=400))
    try:
        secret = give_secret(request.user, installation)
    except TrainingError as refusal:
        return _unkept(JsonResponse({"revoked": True, "error": str(refusal)}, status=410))
    left = (_end_of(request) - now()).total_seconds()
    return _unkept(JsonResponse({"user": str(request.user.pk), "secret": secret, "milliseconds": int(left * 1000)}))


def _end_of(request: HttpRequest):
    """When the session ends as it is stored; one that is not stored in the database is asked itself."""
    stored = Session.objects.filter(session_key=request.session.session_key).first()
    return stored.expire_date if stored else request.session.get_expiry_date()


@require_POST
@requires()
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one of one's own devices."""
    revoke_device(get_object_or_404(DeviceKey, pk=pk, user=request.user), by=request.user)
    messages.success(request, _("The device is removed. What mentoring left on it can no longer be opened."))
    return redirect("mentor:saved")


@require_GET
def closed(request: HttpRequest) -> HttpResponse:
    """Shown from its copy where mentoring cannot be opened without a network. Says nothing of anybody."""
    return render(request, "portal/offline/closed.html")


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from an address that lets it serve the whole site; it holds nothing of anybody."""
    parts = [finders.find(name) for name in WORKER]
    if not all(parts):
        raise Http404(WORKER)
    text = "\n".join(EXPORT.sub("", Path(part).read_text(encoding="utf-8")) for part in parts)
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = "/"
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the portal among its apps."""
    icons = [
        {"src": static("portal/img/emblem.svg"), "sizes": "any", "type": "image/svg+xml"},
        *(
            {"src": static(f"portal/img/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (192, 512)
        ),
        {
            "src": static("portal/img/app-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    described = {
        "id": "/",
        "name": "Cơ Sở",
        "short_name": "Cơ Sở",
        "description": _("Training and mentoring of grassroots officials"),
        "lang": "vi",
        "start_url": "/home/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": COLOUR,
        "icons": icons,
        "shortcuts": [
            {"name": _("Guided officials"), "url": "/mentor/"},
            {"name": _("Lessons"), "url": "/learn/lessons/"},
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json")


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer
