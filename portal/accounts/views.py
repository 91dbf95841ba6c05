"""After sign-in, the account page, and the switches of language and theme."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from wagtail.users.models import UserProfile

from portal.access import requires
from portal.context import THEME_COOKIE, THEMES, workspaces_of
from training.models import Position

YEAR = 365 * 24 * 3600


def _keep_theme(response: HttpResponse, theme: str) -> None:
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            theme,
            max_age=YEAR,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")


@requires()
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """To the first workspace that fits the person, in the language and theme they last chose on any device."""
    response = redirect(workspaces_of(request.user)[0].path)
    kept = UserProfile.objects.filter(user=request.user).first()
    if kept:
        _keep_theme(response, kept.theme)
        if kept.preferred_language in dict(settings.LANGUAGES):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                kept.preferred_language,
                max_age=YEAR,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                samesite="Lax",
            )
    return response


@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Change the language and remember it with the account, where the visitor is signed in."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        UserProfile.objects.update_or_create(user=request.user, defaults={"preferred_language": chosen})
    return set_language(request)


@require_POST
def switch_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or ``system``: kept in a cookie, so that the page is drawn right from its first byte."""
    chosen = request.POST.get("theme", "system")
    onward = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
        onward = "/"
    response = redirect(onward)
    _keep_theme(response, chosen)
    if request.user.is_authenticated and chosen in (*THEMES, "system"):
        UserProfile.objects.update_or_create(user=request.user, defaults={"theme": chosen})
    return response


@requires()
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is here, the language and theme, and the ways to the parts about sign-in."""
    held = Position.objects.current().filter(person__user=request.user).select_related("title", "unit")
    return render(request, "portal/accounts/profile.html", {"positions": held})
