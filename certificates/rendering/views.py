"""The sheets, fonts and frames of the press, for previews in a browser. There is nothing personal in them."""

import mimetypes
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

FOLDER = Path(__file__).resolve().parent
SERVED = {".css": "sheets", ".svg": "sheets", ".ttf": "fonts"}


@require_safe
@login_required
def press(request: HttpRequest, name: str) -> FileResponse:
    path = (FOLDER / name).resolve()
    if not path.is_file() or SERVED.get(path.suffix) != path.parent.name or path.parent.parent != FOLDER:
        raise Http404
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return FileResponse(path.open("rb"), content_type=kind, headers={"Cache-Control": "max-age=3600"})
