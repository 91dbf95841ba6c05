"""Serving pictures of pages. Only renditions made by Wagtail leave the media folder, never an original or another file.

Documents have their own address (``/documents/…``), which asks the same rules of their collection.
"""

from pathlib import PurePath

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from wagtail.images.models import Rendition

CONTENT_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
YEAR = 365 * 24 * 3600


@require_safe
def rendition(request: HttpRequest, name: str) -> FileResponse:
    """One rendition by its file name; of a restricted collection only to those whom the restriction lets in."""
    content_type = CONTENT_TYPES.get(PurePath(name).suffix.lower())
    found = Rendition.objects.select_related("image__collection").filter(file=f"images/{name}").first()
    if found is None or content_type is None or not found.file.storage.exists(found.file.name):
        raise Http404(name)
    restrictions = list(found.image.collection.get_view_restrictions())
    if not all(restriction.accept_request(request) for restriction in restrictions):
        raise Http404(name)
    response = FileResponse(found.file.open("rb"), content_type=content_type)
    reach = "private" if restrictions else "public"
    # A changed picture gets a new file name, so the old one may be kept for good.
    response["Cache-Control"] = f"{reach}, max-age={YEAR}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
