"""What passes between an official and the mentor is kept by no browser: a copy on a device is sealed (vault.js)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

SEALED = ("/mentor/",)


class Unkept:
    """Pages of mentoring stay out of the browser's own cache, which is plain on the disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        if request.path.startswith(SEALED):
            answer["Cache-Control"] = "private, no-store"
        return answer
