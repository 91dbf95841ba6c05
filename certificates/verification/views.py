"""The public page that says whether a certificate is genuine, for people and for programs."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from certificates.register.models import CODE_LENGTH
from certificates.verification.codes import is_code, normalise
from certificates.verification.documents import check_file
from certificates.verification.forms import CodeForm, DocumentForm
from certificates.verification.limits import WINDOW, looks_too_often
from certificates.verification.services import Answer, look_up
from certificates.verification.units import unit_seen_by
from curriculum.clock.time import now


def unlisted(view: Callable) -> Callable:
    """Kept out of search engines and of every cache: an answer is true for its moment."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "no-store"
        return response

    return wrapper


def compressed(view: Callable) -> Callable:
    """Small on the way to visitors; nothing of a signed-in person is compressed beside what an address says (BREACH).

    The one secret on a visitor's page, the token of the language switch, is masked anew in each answer.
    """
    small = gzip_page(view)

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return (view if request.user.is_authenticated else small)(request, *args, **kwargs)

    return wrapper


@require_safe
@compressed
@unlisted
def start(request: HttpRequest) -> HttpResponse:
    """The form; a code that was typed leads on to its own address."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        code = normalise(form.cleaned_data["code"])
        if is_code(code):
            return redirect("verification:answer", code=code)
        return _not_a_code(request, form.cleaned_data["code"])
    return render(request, "certificates/verification/start.html", _start_forms(form=form))


@require_http_methods(["GET", "HEAD", "POST"])
@compressed
@unlisted
def document(request: HttpRequest) -> HttpResponse:
    """A PDF given to be checked: what it is, what the register says of it today, who signed it."""
    if request.method != "POST":
        return render(request, "certificates/verification/start.html", _start_forms())
    if looks_too_often(request, at="verify-document", per_minute=settings.VERIFY_DOCUMENTS_PER_MINUTE):
        return _too_often(request)
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        answered = _start_forms(document_form=form)
        return render(request, "certificates/verification/start.html", answered, status=400)
    found = check_file(form.cleaned_data["document"].read())
    context = {"found": found, "answer": found.answer, "document_form": DocumentForm(), "checked_at": now()}
    return render(request, "certificates/verification/document.html", context)


@require_safe
@compressed
@unlisted
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """One of the five answers, with its date. An unknown code is answered with 404 and what to do."""
    if looks_too_often(request):
        return _too_often(request)
    if not is_code(normalise(code)):
        return _not_a_code(request, code)
    if normalise(code) != code:
        return redirect("verification:answer", code=normalise(code))
    found = look_up(code)
    unit = unit_seen_by(request.user, code) if found.is_known else None
    context = {"answer": found, "unit": unit, "form": CodeForm(), "checked_at": now()}
    return render(request, "certificates/verification/answer.html", context, status=200 if found.is_known else 404)


@require_safe
@unlisted
def answer_json(request: HttpRequest, code: str) -> HttpResponse:
    """The same answer for a program."""
    if looks_too_often(request):
        return JsonResponse({"error": "too_many_requests"}, status=429, headers={"Retry-After": str(WINDOW)})
    found = look_up(code)
    return JsonResponse(
        as_json(found), status=200 if found.is_known else 404, json_dumps_params={"ensure_ascii": False}
    )


def as_json(found: Answer) -> dict:
    """The answer with addresses; fields that do not apply are left out."""
    body = {key: value for key, value in asdict(found).items() if value not in ("", None)}
    body["state"] = found.state.value
    body["checked_at"] = now().isoformat()
    if found.is_known:
        body["url"] = settings.BASE_URL + reverse("verification:answer", args=[found.code])
    if found.successor_code:
        body["successor_url"] = settings.BASE_URL + reverse("verification:answer", args=[found.successor_code])
    return body


def _start_forms(**given: forms.Form) -> dict[str, Any]:
    return {"form": CodeForm(), "document_form": DocumentForm()} | given


def _not_a_code(request: HttpRequest, typed: str) -> HttpResponse:
    context = _start_forms(form=CodeForm({"code": typed})) | {
        "typed": typed,
        "length": len(normalise(typed)),
        "expected": CODE_LENGTH,
        "is_number": "/" in typed,
    }
    return render(request, "certificates/verification/start.html", context, status=404)


def _too_often(request: HttpRequest) -> HttpResponse:
    response = render(request, "certificates/verification/too_often.html", {"seconds": WINDOW}, status=429)
    response["Retry-After"] = str(WINDOW)
    return response
