"""What the packages' own origin answers: their files, and the frame in which their runtime stands."""

import mimetypes
import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import BinaryIO, cast

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from curriculum.packages.models import Package
from curriculum.packages.origin import Pass, origin_of

# Scripts of the package run, and see and reach their own origin alone; nobody else frames them.
POLICY = (
    "sandbox allow-scripts allow-same-origin allow-forms allow-modals allow-downloads; "
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-src 'self' data: blob:; frame-ancestors 'self' {portal}"
)
DAY = 24 * 3600
BLOCK = 256 * 1024
RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".vtt": "text/vtt",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}

View = Callable[..., HttpResponseBase]


def for_package(view: View) -> View:
    """Opens to a token that is good and to the host of its package; hands both to the view."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args, **kwargs) -> HttpResponseBase:
        allowed = Pass.read(token)
        package = Package.objects.filter(pk=allowed.package).first() if allowed else None
        if package is None or not origin_of(package, request).endswith(f"://{request.get_host()}"):
            raise Http404(token)
        answer = view(request, package, allowed, *args, **kwargs)
        answer["Content-Security-Policy"] = POLICY.format(portal=allowed.portal)
        answer["Referrer-Policy"] = "no-referrer"
        answer["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        return answer

    return guarded


@require_safe
@for_package
def file(request: HttpRequest, package: Package, allowed: Pass, name: str) -> HttpResponseBase:
    """One file of the package, whole or the part asked for. No worker that would outlive the visit is handed out."""
    place = f"{package.folder}/{name}"
    if ".." in name.split("/") or request.headers.get("Service-Worker") or not default_storage.exists(place):
        raise Http404(name)
    try:
        content = default_storage.open(place)
    except (IsADirectoryError, FileNotFoundError) as error:
        raise Http404(name) from error
    answer = _part(request, cast("BinaryIO", content), content.size) or FileResponse(content)
    suffix = f".{name.rpartition('.')[2].lower()}"
    answer["Content-Type"] = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    answer["Content-Disposition"] = "inline"
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = f"private, max-age={DAY}"
    return answer


@require_safe
@for_package
def play(request: HttpRequest, package: Package, allowed: Pass) -> HttpResponse:
    """The frame that holds the runtime and, within it, the content; it speaks with the portal by messages alone."""
    template = f"curriculum/packages/{'scorm' if package.is_scorm else 'h5p'}.html"
    answer = HttpResponse(render_to_string(template, {"package": package, "portal": allowed.portal}))
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@for_package
def done(request: HttpRequest, package: Package, allowed: Pass) -> HttpResponse:
    """Where a unit of cmi5 leads when it has ended: it tells the portal's page so."""
    return HttpResponse(
        render_to_string("curriculum/packages/done.html", {"package": package, "portal": allowed.portal})
    )


def _part(request: HttpRequest, content: BinaryIO, size: int) -> StreamingHttpResponse | None:
    """The range of bytes asked for, as films ask; None where the whole file is wanted."""
    asked = RANGE.match(request.headers.get("Range", ""))
    if not asked or asked.groups() == ("", "") or not size:
        return None
    first, last = asked.groups()
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        answer = StreamingHttpResponse(iter(()), status=416)
        answer["Content-Range"] = f"bytes */{size}"
        return answer
    answer = StreamingHttpResponse(_blocks(content, start, end - start + 1), status=206)
    answer["Content-Range"] = f"bytes {start}-{end}/{size}"
    answer["Content-Length"] = str(end - start + 1)
    return answer


def _blocks(content: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    with content:
        content.seek(start)
        while length > 0 and (block := content.read(min(BLOCK, length))):
            length -= len(block)
            yield block
