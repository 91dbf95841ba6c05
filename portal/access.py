"""The door of a view: strangers are sent to sign in, people without the permission get "not found"."""

from collections.abc import Callable
from functools import wraps

from django_htmx.http import HttpResponseClientRedirect

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page and back; a fragment's request moves the whole page."""
    htmx = getattr(request, "htmx", None)
    answer = redirect_to_login(htmx.current_url_abs_path if htmx else request.get_full_path())
    return HttpResponseClientRedirect(answer.url) if htmx else answer


def check(request: HttpRequest, permission: str, obj: object = None) -> None:
    """Raise 404, as if nothing were there, unless the person holds the permission (on ``obj``, where given)."""
    if permission and not request.user.has_perm(permission, obj):
        raise Http404(permission)


def requires(permission: str = "") -> Callable:
    """Decorate a view function: ``@requires("portal.use_mentor")``; empty asks only for sign-in."""

    def decorate(
        view: Callable[..., HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            check(request, permission)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


class Requires:
    """The same for class-based views: set ``permission``; asks for the object's own rule where one is given."""

    permission = ""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        check(request, self.permission)
        return super().dispatch(request, *args, **kwargs)
