"""Pages leave compressed: on a phone's network their words weigh more than anything else of them."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

WORDS = ("text/", "application/json", "image/svg+xml")


class CompressedPages(GZipMiddleware):
    """Django's own, which hides the length of what it compresses, for words only: documents, pictures and whatever is
    streamed are compressed already or large, and go out as they are.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(WORDS):
            return response
        return super().process_response(request, response)
