"""The one address to which devices send what they kept, and the worker that lets pages open without a network."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_GET, require_http_methods

from curriculum.clock.time import now
from portal.access import requires
from portal.offline.reading import UnreadableError, read_request
from portal.offline.services import take_in

WORKER = "portal/js/offline/worker.js"


@require_http_methods(["GET", "POST"])
@requires()
def sync(request: HttpRequest) -> HttpResponse:
    """GET: whose session this is, the server's clock and a token to send with. POST: operations in, results out."""
    if request.method == "GET":
        answer = {"user": str(request.user.pk), "now": now().isoformat(), "token": get_token(request)}
        return _unkept(JsonResponse(answer))
    try:
        operations = read_request(request.body)
    except UnreadableError as error:
        return JsonResponse({"error": str(error)}, status=400)
    results = take_in(operations, by=request.user)
    return _unkept(JsonResponse({"now": now().isoformat(), "results": [vars(result) for result in results]}))


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from an address that lets it serve the whole site; it holds nothing of anybody."""
    path = finders.find(WORKER)
    if not path:
        raise Http404(WORKER)
    answer = HttpResponse(Path(path).read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = "/"
    answer["Cache-Control"] = "no-cache"
    return answer


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer
