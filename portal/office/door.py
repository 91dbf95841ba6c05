"""Who has no office finds no back office: the admin's addresses answer "not found" to other signed-in people.

Wagtail would send them to the sign-in page, although they are signed in, and so tell them that something is there.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from portal.context import may_enter


class OfficeDoor:
    """Middleware: 404 under the admin's root for signed-in people without an office."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.root = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        if not request.path.startswith(self.root) or not request.user.is_authenticated:
            return
        if not may_enter(request.user, "portal.use_office"):
            raise Http404
