"""Credentials, keys and status lists, for programs: public by their code, cacheable, counted, kept out of search."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from certificates.credentials import issuers, status_lists
from certificates.credentials.badges import NoBadge, badge_of
from certificates.credentials.baking import into_png, into_svg
from certificates.credentials.pictures import drawing
from certificates.credentials.pictures import picture as drawn
from certificates.designs.models import Institution
from certificates.keys.store import KeyMissing
from certificates.register.models import Certificate
from certificates.verification.codes import is_code
from certificates.verification.limits import WINDOW, looks_too_often

CREDENTIAL, DID = "application/vc", "application/did"


def for_programs(view: Callable) -> Callable:
    """Counted for each address; readable from any page; no search engine lists it; nothing of a session in it."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if looks_too_often(request, at="credentials", per_minute=settings.CREDENTIALS_PER_MINUTE):
            answer = JsonResponse({"error": "too_many_requests"}, status=429, headers={"Retry-After": str(WINDOW)})
        else:
            try:
                answer = view(request, *args, **kwargs)
            except (NoBadge, Http404):
                answer = JsonResponse({"error": "unknown"}, status=404)
            except KeyMissing:
                # The sentence names a file of the server: it is for the operator, who finds it in the checks.
                answer = JsonResponse({"error": "key_missing"}, status=503)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        answer["Access-Control-Allow-Origin"] = "*"
        if not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "no-store"
        return answer

    return require_safe(wrapper)


@for_programs
def portal_did(request: HttpRequest) -> HttpResponse:
    """``did:web`` of the host: which institutions issue here."""
    return _json(request, issuers.portal_document(), DID)


@for_programs
def issuer_did(request: HttpRequest, institution: str) -> HttpResponse:
    """The keys of an institution, those of earlier years too."""
    return _json(request, issuers.did_document(_institution(institution)), DID)


@for_programs
def issuer(request: HttpRequest, institution: str) -> HttpResponse:
    """The institution as an issuer of badges."""
    return _json(request, issuers.profile(_institution(institution)), "application/ld+json")


@for_programs
def status(request: HttpRequest, institution: str, purpose: str, number: str) -> HttpResponse:
    """Which credentials of a list are revoked or suspended. A list that nothing stands in yet is not there."""
    if int(number) > status_lists.last_number():
        raise Http404
    found = status_lists.status_list(_institution(institution), purpose, int(number))
    if found is None:
        raise Http404
    return _json(request, found, CREDENTIAL)


@for_programs
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """The credential of a certificate, for whoever has its code."""
    return _json(request, badge_of(_certificate(code)), CREDENTIAL)


@for_programs
def picture(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The badge as a picture with the credential in it."""
    certificate = _certificate(code)
    credential = badge_of(certificate)
    if form == "png":
        answer = _cached(request, into_png(drawn(certificate), credential), "image/png")
    else:
        answer = _cached(request, into_svg(drawing(certificate), credential).encode(), "image/svg+xml")
        answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    name = certificate.register_number.replace("/", "-")
    answer["Content-Disposition"] = f'inline; filename="{name}.{form}"'
    return answer


def _certificate(code: str) -> Certificate:
    if not is_code(code):
        raise Http404
    return get_object_or_404(Certificate, verification_code=code)


def _institution(code: str) -> Institution:
    return get_object_or_404(Institution, code=code.upper())


def _json(request: HttpRequest, document: dict, kind: str) -> HttpResponse:
    return _cached(request, json.dumps(document, ensure_ascii=False, indent=1).encode(), kind)


def _cached(request: HttpRequest, content: bytes, kind: str) -> HttpResponse:
    """Kept for some minutes by whoever asked, then asked for by its mark."""
    answer = HttpResponse(content, kind)
    answer["Cache-Control"] = f"public, max-age={status_lists.LIFE}"
    answer["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=answer["ETag"], response=answer)
