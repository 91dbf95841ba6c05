"""The player of packages made by others. The page belongs to the portal, the frame within it to another origin."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from curriculum.errors import CurriculumError
from curriculum.models import PackageItem, PackagePage, ProgrammePage
from curriculum.packages.guide import Guide, sentence_of
from curriculum.packages.objectives import objectives_to_start
from curriculum.packages.origin import address, origin_of
from curriculum.packages.queries import Contents, Part, learner_of, packages_in
from curriculum.packages.runtime import runtime_to_start
from curriculum.packages.sequencing.process import Request
from curriculum.packages.services.moving import enter, move, record_and_follow
from curriculum.packages.services.states import Report, open_part
from curriculum.packages.statements.launching import launch_address, launch_unit
from curriculum.packages.statements.services import keep_statements
from curriculum.packages.tracks import Track, key_of
from portal.access import check, requires
from portal.offline.operations import Answer, Operation, handles
from portal.trainee.modules import Activity, tells_of_activities


@requires("portal.use_trainee")
def package(request: HttpRequest, page_id: int) -> HttpResponse:
    """One part of a package in its frame, and the table of contents beside it."""
    page = get_object_or_404(PackagePage.objects.live().select_related("package"), pk=page_id)
    check(request, "curriculum.open_lesson", page)
    asked = request.GET.get("part", "")
    contents = Contents(page, request.user)
    if track := enter(contents):
        return _sequenced(request, page, Guide(track, contents))
    part = contents.chosen(int(asked) if asked.isdecimal() and len(asked) < 12 else None)
    context: dict = {"contents": contents, "part": part, "here": part.item if part else None}
    if part:
        context["before"], context["after"] = contents.around(part)
    if _can_play(request, page, part):
        context["player"] = _player(request, page, part)
        if page.package.kind == page.package.Kind.SCORM2004:
            _with_objectives(context["player"], Track(page.package, contents.items), part)
        if part.state is None:
            open_part(page, part.item, by=request.user)
    return _shown(request, page, context)


def _sequenced(request: HttpRequest, page: PackagePage, guide: Guide) -> HttpResponse:
    """The part at which the sequencing of the package has led the person, and where one may go from there."""
    part = guide.part
    context: dict = {"contents": guide, "guide": guide, "part": part, "here": guide.here}
    if part and guide.is_running and _can_play(request, page, part):
        player = _player(request, page, part) | {"valid": guide.validity, "sequenced": True}
        context["player"] = _with_objectives(player, guide.track, part)
    return _shown(request, page, context)


def _with_objectives(player: dict, track: Track, part: Part) -> dict:
    """Content of SCORM 2004 finds the objectives its manifest names, unless it goes on with those it had."""
    if not player["runtime"].get("objectives"):
        player["runtime"]["objectives"] = objectives_to_start(track.tree, track.activity(part.item))
    return player


def _can_play(request: HttpRequest, page: PackagePage, part: Part | None) -> bool:
    return bool(part and origin_of(page.package, request) and not part.item.lies_outside)


def _shown(request: HttpRequest, page: PackagePage, context: dict) -> HttpResponse:
    origin = origin_of(page.package, request)
    programme = ProgrammePage.objects.only("path", "code").get(path=page.programme_path)
    answer = render(
        request, "portal/trainee/package.html", {"page": page, "programme": programme, "origin": origin} | context
    )
    answer._csp_update = {"frame-src": [origin]} if origin else None
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@requires("portal.use_trainee")
def package_move(request: HttpRequest, page_id: int) -> HttpResponse:
    """The learner goes on, back, to another part or begins again, where the sequencing of the package grants it."""
    page = get_object_or_404(PackagePage.objects.live().select_related("package"), pk=page_id)
    check(request, "curriculum.open_lesson", page)
    asked, target = request.POST.get("request", ""), request.POST.get("part", "")
    if target.isdecimal() and len(target) < 12:
        item = get_object_or_404(PackageItem, pk=int(target), package=page.package_id)
        asked, target = "choice", key_of(item)
    if refused := move(page, Request(asked, target), by=request.user):
        messages.warning(request, sentence_of(refused))
    return redirect("trainee:package", page.pk)


def _player(request: HttpRequest, page: PackagePage, part: Part) -> dict:
    """What the script of the page needs to start the part."""
    package, item = page.package, part.item
    item.package = package
    common = {"page": page.pk, "item": item.pk, "kind": package.kind, "origin": origin_of(package, request)}
    if package.kind == package.Kind.CMI5:
        return common | {
            "launch": reverse("trainee:package_launch", args=[page.pk, item.pk]),
            "token": get_token(request),
        }
    if package.kind == package.Kind.H5P:
        content = address("file", package, request, "h5p.json").removesuffix("/h5p.json")
    else:
        content = address("file", package, request, item.href) + item.parameters
    return common | {
        "frame": address("play", package, request),
        "address": content,
        "runtime": runtime_to_start(item, part.state, learner=learner_of(request.user)),
    }


@require_POST
@requires("portal.use_trainee")
def launch(request: HttpRequest, page_id: int, item_id: int) -> JsonResponse:
    """Begins a session of one unit of cmi5; answers with the address that opens it."""
    page = get_object_or_404(PackagePage.objects.live().select_related("package"), pk=page_id)
    check(request, "curriculum.open_lesson", page)
    item = get_object_or_404(PackageItem.objects.select_related("package"), pk=item_id, package=page.package_id)
    if item.package.kind != item.package.Kind.CMI5 or not item.href or item.lies_outside:
        raise Http404(item_id)
    session, secret = launch_unit(page, item, by=request.user)
    return JsonResponse({"address": launch_address(session, secret, request)})


def take_package_state(operation: Operation, *, by) -> Answer:
    """``{"page", "item", "session", "number"}`` with ``"runtime", "ended", "request"`` or ``"statements"``.

    The runtime is judged as the content's standard says; of statements the actor is the person who is signed in.
    """
    body = operation.body
    page, item = _reported_part(body, by)
    if "statements" in body:
        keep_statements(page, item, body["statements"], by=by)
    if "runtime" not in body:
        return Answer(_("“%(title)s” is saved.") % {"title": item.title})
    try:
        session = UUID(str(body.get("session")))
    except ValueError as error:
        raise CurriculumError(_("The report of the package cannot be read.")) from error
    number = body.get("number")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 2**31:
        raise CurriculumError(_("The report of the package cannot be read."))
    asked = body.get("request", "")
    report = Report(
        session,
        number,
        operation.made_at,
        body["runtime"],
        ended=body.get("ended") is True,
        request=asked if isinstance(asked, str) else "",
    )
    state = record_and_follow(page, item, report, by=by)
    kept = {"item": item.pk, "completion": state.completion, "success": state.success}
    if state.score is not None:
        kept["score"] = float(state.score)
    return Answer(_("“%(title)s” is saved.") % {"title": item.title}, kept)


def _reported_part(body, by) -> tuple[PackagePage, PackageItem]:
    keys = [body.get(name) for name in ("page", "item")]
    if not all(isinstance(key, int) and not isinstance(key, bool) and 0 < key < 2**63 for key in keys):
        raise CurriculumError(_("The report of the package cannot be read."))
    page = PackagePage.objects.live().filter(pk=keys[0]).first()
    if page is None or not by.has_perm("curriculum.open_lesson", page):
        raise CurriculumError(_("This package is not open to you any more."))
    item = PackageItem.objects.select_related("package").filter(pk=keys[1], package=page.package_id).first()
    if item is None:
        raise CurriculumError(_("This part belongs to another package. Open the page again."))
    return page, item


def packages_to_open(user, modules: Sequence[int]) -> Iterator[Activity]:
    """What the pages of programme and module show beside the lessons."""
    for page in packages_in(user, modules):
        state, label, tone = "", "", "neutral"
        if page.completed_at:
            state, label, tone = "completed", _("completed"), "good"
        elif page.opened_at:
            state, label, tone = "in_progress", pgettext("package", "begun"), "info"
        minutes = _("about %(minutes)s minutes") % {"minutes": page.minutes}
        yield Activity(
            module=page.module,
            title=page.title,
            url=reverse("trainee:package", args=[page.pk]),
            icon="package",
            note=f"{page.package.get_kind_display()} · {minutes}",
            state=state,
            state_label=label,
            tone=tone,
        )


handles("package_state", take_package_state)
tells_of_activities(packages_to_open)
