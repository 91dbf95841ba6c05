"""The address at which packages are shown: another origin than the portal's, so that their scripts can never act as
the person who looks at them.

``PACKAGE_ORIGIN`` names it; with a "*" each package has a host of its own. There no cookie is read or set, nothing of
the portal answers, and every address begins with a token: signed, good for a few hours, and for one package framed by
one portal. The portal's own hosts, in turn, show no file of any package.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve, reverse

from curriculum.clock.time import now
from curriculum.packages.models import Package

URLS = "curriculum.packages.urls"
SIGNER = signing.Signer(salt="curriculum.packages.token")
HOUR = 3600
GOOD_FOR = 12  # hours; the token of one hour is one and the same, so that browsers may keep the files


@dataclass(frozen=True)
class Pass:
    """What a token lets through: one package, shown within one portal."""

    package: int
    portal: str
    hour: int

    def as_token(self) -> str:
        return SIGNER.sign_object([self.package, self.portal, self.hour], compress=True)

    @classmethod
    def read(cls, token: str) -> "Pass | None":
        try:
            found = cls(*SIGNER.unsign_object(token))
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return found if 0 <= _this_hour() - found.hour <= GOOD_FOR else None


def _this_hour() -> int:
    return int(now().timestamp()) // HOUR


def origin_of(package: Package, request: HttpRequest) -> str:
    """Where this package is shown; "" where no origin is set. A loopback address without a port takes the visitor's."""
    if not settings.PACKAGE_ORIGIN:
        return ""
    origin = settings.PACKAGE_ORIGIN.replace("*", f"p{package.sha256[:20]}")
    parts = urlsplit(origin)
    if parts.port is None and parts.hostname.endswith(".localhost"):
        port = urlsplit(f"//{request.get_host()}").port
        return f"{origin}:{port}" if port else origin
    return origin


def portal_origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def address(name: str, package: Package, request: HttpRequest, *arguments: str) -> str:
    """An address of the package's origin by its name in ``curriculum.packages.urls``."""
    token = Pass(package.pk, portal_origin(request), _this_hour()).as_token()
    return origin_of(package, request) + reverse(name, urlconf=URLS, args=[token, *arguments])


def is_package_host(host: str) -> bool:
    wanted = urlsplit(settings.PACKAGE_ORIGIN).hostname
    if not wanted:
        return False
    pattern = re.escape(wanted).replace(r"\*", r"[a-z0-9]+")
    return re.fullmatch(pattern, host.rsplit(":", 1)[0].lower()) is not None


class PackageOrigin:
    """Middleware: requests to the packages' hosts are answered here, before sessions and everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_package_host(request.get_host()):
            return self.get_response(request)
        request.urlconf = URLS
        request.COOKIES = {}
        try:
            view, arguments, words = resolve(request.path_info, URLS)
            return view(request, *arguments, **words)
        except (Resolver404, Http404):
            return HttpResponse(status=404, content_type="text/plain")
