"""The resources of xAPI that a unit of cmi5 asks, on its package's own origin. The token says whose session it is."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from curriculum.clock.time import now
from curriculum.errors import CurriculumError
from curriculum.packages.models import Package
from curriculum.packages.origin import Pass
from curriculum.packages.statements import vocabulary as words
from curriculum.packages.statements.launching import fetch_token, launch_data, session_of
from curriculum.packages.statements.models import ContentDocument, LaunchSession, Statement
from curriculum.packages.statements.reading import MalformedStatement
from curriculum.packages.statements.services import ConflictingStatement, actor_of
from curriculum.packages.statements.units import take_statements
from curriculum.packages.views import for_package

LAUNCH_DATA = "LMS.LaunchData"
PREFERENCES = "cmi5LearnerPreferences"
MOST_BYTES = 256 * 1024
PAGE = 100

View = Callable[..., HttpResponseBase]


def for_session(view: View) -> View:
    """Opens to the token of a session alone, and answers refusals as xAPI does."""

    @for_package
    @wraps(view)
    def guarded(request: HttpRequest, package: Package, allowed: Pass, *args, **kwargs) -> HttpResponseBase:
        session = session_of(request.headers.get("Authorization", ""), package.pk)
        if session is None:
            answer: HttpResponseBase = _refused(401, _("The token of the session is wrong or too old."))
        elif not request.headers.get("X-Experience-API-Version", "").startswith("1.0"):
            answer = _refused(400, _("The version of xAPI must be 1.0."))
        elif len(request.body) > MOST_BYTES:
            answer = _refused(413, _("The document is too large."))
        else:
            answer = _answer(view, request, session, *args, **kwargs)
        answer["X-Experience-API-Version"] = words.VERSION
        answer["Cache-Control"] = "no-store"
        return answer

    return guarded


def _answer(view: View, request: HttpRequest, session: LaunchSession, *args, **kwargs) -> HttpResponseBase:
    try:
        return view(request, session, *args, **kwargs)
    except MalformedStatement as refusal:
        return _refused(400, str(refusal))
    except ConflictingStatement as refusal:
        return _refused(409, str(refusal))
    except CurriculumError as refusal:
        return _refused(403, str(refusal))


def _refused(status: int, sentence: str) -> HttpResponse:
    return JsonResponse({"error": sentence}, status=status)


@require_POST
@for_package
def fetch(request: HttpRequest, package: Package, allowed: Pass, secret: str) -> HttpResponse:
    """The token of the session, once."""
    token = fetch_token(secret, package.pk)
    answer = {"auth-token": token} if token else {"error-code": "1", "error-text": _("The token was fetched before.")}
    response = JsonResponse(answer)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@for_package
def about(request: HttpRequest, package: Package, allowed: Pass) -> HttpResponse:
    response = JsonResponse({"version": [words.VERSION]})
    response["X-Experience-API-Version"] = words.VERSION
    return response


@require_http_methods(["GET", "POST", "PUT"])
@for_session
def statements(request: HttpRequest, session: LaunchSession) -> HttpResponse:
    """POST and PUT take in what the unit says; GET tells what was said in its own registration."""
    if request.method == "GET":
        return _told(request, session)
    sent = _json(request)
    if request.method == "PUT":
        key = request.GET.get("statementId", "")
        if not isinstance(sent, dict) or sent.get("id", key) != key or not key:
            raise MalformedStatement(_("“%(name)s” of the statement is not as xAPI wants it.") % {"name": "id"})
        take_statements(session, sent | {"id": key})
        return HttpResponse(status=204)
    return JsonResponse([str(one.pk) for one in take_statements(session, sent)], safe=False)


def _told(request: HttpRequest, session: LaunchSession) -> HttpResponse:
    found = Statement.objects.filter(registration=session.registration)
    asked = request.GET
    if key := asked.get("statementId"):
        try:
            one = found.filter(pk=UUID(key)).first()
        except ValueError:
            return _refused(400, "statementId")
        return JsonResponse(one.body) if one else _refused(404, "statementId")
    for name, field in (("verb", "verb"), ("activity", "activity")):
        if name in asked:
            found = found.filter(**{field: asked[name]})
    for name, lookup in (("since", "stored_at__gt"), ("until", "stored_at__lte")):
        if name in asked:
            moment = _moment(asked[name])
            if moment is None:
                return _refused(400, name)
            found = found.filter(**{lookup: moment})
    limit = int(asked["limit"]) if asked.get("limit", "").isdecimal() else 0
    order = "stored_at" if asked.get("ascending") == "true" else "-stored_at"
    rows = found.order_by(order, "id")[: min(limit or PAGE, PAGE)]
    answer = JsonResponse({"statements": [one.body for one in rows], "more": ""})
    answer["X-Experience-API-Consistent-Through"] = now().isoformat()
    return answer


def _moment(text: str):
    try:
        return parse_datetime(text)
    except ValueError:
        return None


@require_http_methods(["GET", "POST", "PUT", "DELETE"])
@for_session
def state(request: HttpRequest, session: LaunchSession) -> HttpResponse:
    """What the unit keeps between its visits, and LMS.LaunchData, which the portal writes."""
    activity, name = request.GET.get("activityId", ""), request.GET.get("stateId", "")
    if name == LAUNCH_DATA:
        if request.method != "GET":
            return _refused(403, LAUNCH_DATA)
        token = request.path.split("/")[1]
        return JsonResponse(launch_data(session, request.build_absolute_uri(f"/{token}/done/")))
    own = ContentDocument.objects.filter(registration=session.registration, activity=activity)
    if not name and request.method == "GET":
        return JsonResponse([one.name for one in own], safe=False)
    if not name and request.method == "DELETE":
        own.delete()
        return HttpResponse(status=204)
    place = {"registration": session.registration, "activity": activity}
    return _document(request, session, name, place, must_say=False)


@require_http_methods(["GET", "POST", "PUT", "DELETE"])
@for_session
def profile(request: HttpRequest, session: LaunchSession) -> HttpResponse:
    """What is known of the person for all content; the preferences cmi5 asks for are there from the start."""
    name = request.GET.get("profileId", "")
    own = ContentDocument.objects.filter(registration=None, user=session.registration.user)
    if not name and request.method == "GET":
        return JsonResponse([one.name for one in own], safe=False)
    if name == PREFERENCES and request.method == "GET" and not own.filter(name=name).exists():
        return JsonResponse({"languagePreference": "vi-VN,en-US", "audioPreference": "on"})
    return _document(request, session, name, {"registration": None}, must_say=True)


@require_safe
@for_session
def activity(request: HttpRequest, session: LaunchSession) -> HttpResponse:
    return JsonResponse({"objectType": "Activity", "id": request.GET.get("activityId", "")})


@require_safe
@for_session
def agent(request: HttpRequest, session: LaunchSession) -> HttpResponse:
    account = actor_of(session.registration.user)["account"]
    return JsonResponse({"objectType": "Person", "account": [account]})


def _document(request: HttpRequest, session: LaunchSession, name: str, place: dict, *, must_say: bool) -> HttpResponse:
    """One document: read, written, merged or removed, with the conditions HTTP knows against lost changes."""
    if not 0 < len(name) <= 255:
        return _refused(400, "stateId")
    user = session.registration.user
    with transaction.atomic():
        rows = ContentDocument.objects.select_for_update(of=("self",)).filter(user=user, name=name, **place)
        known = rows.first()
        if request.method == "GET":
            return _shown(known) if known else _refused(404, name)
        if refusal := _condition(request, known, must_say=must_say):
            return refusal
        if request.method == "DELETE":
            rows.delete()
            return HttpResponse(status=204)
        content, kind = request.body, request.headers.get("Content-Type", "application/octet-stream")[:255]
        if request.method == "POST" and known:
            content = _merged(bytes(known.content), known.content_type, content, kind)
        ContentDocument.objects.update_or_create(
            user=user,
            name=name,
            **place,
            defaults={"content": content, "content_type": kind, "updated_at": now()},
        )
    return HttpResponse(status=204)


def _condition(request: HttpRequest, known: ContentDocument | None, *, must_say: bool) -> HttpResponse | None:
    match, none_match = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if match and (known is None or _etag(known) not in (match, f'"{match}"')):
        return _refused(412, _("The document was changed meanwhile."))
    if none_match == "*" and known is not None:
        return _refused(412, _("The document is there already."))
    if must_say and request.method == "PUT" and known and not match and not none_match:
        return _refused(409, _("Say with If-Match which version of the document you mean."))
    return None


def _merged(old: bytes, old_kind: str, new: bytes, kind: str) -> bytes:
    if not (old_kind.startswith("application/json") and kind.startswith("application/json")):
        raise MalformedStatement(_("Only JSON documents can be merged."))
    try:
        before, after = json.loads(old), json.loads(new)
    except ValueError as error:
        raise MalformedStatement(_("Only JSON documents can be merged.")) from error
    if not isinstance(before, dict) or not isinstance(after, dict):
        raise MalformedStatement(_("Only JSON documents can be merged."))
    return json.dumps(before | after).encode()


def _shown(document: ContentDocument) -> HttpResponse:
    """Never as a page: what content stored is given back to its scripts and shown by no browser."""
    answer = HttpResponse(bytes(document.content), content_type=document.content_type)
    answer["ETag"] = _etag(document)
    answer["Last-Modified"] = document.updated_at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    answer["Content-Disposition"] = "attachment"
    return answer


def _etag(document: ContentDocument) -> str:
    return f'"{hashlib.sha1(bytes(document.content), usedforsecurity=False).hexdigest()}"'


def _json(request: HttpRequest) -> Any:
    kind = request.headers.get("Content-Type", "")
    if not kind.startswith("application/json"):
        raise MalformedStatement(_("Statements are sent as JSON; attachments are not taken in."))
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise MalformedStatement(_("The request is not JSON.")) from error
