"""Saving a module on the device: what belongs to it, how large it is, and the mark by which a change is seen."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from curriculum.lessons.weights import weight_of
from curriculum.models import LessonPage, ModulePage
from portal.access import requires
from portal.trainee.modules import module_of
from training.materials.queries import lessons_read_by

FRAME = 16_000  # bytes of a page of the workspace without its content, as it is kept on a device


@dataclass(frozen=True)
class Part:
    """One thing to fetch. ``kind``: page, picture, file or media (only where the person wants them); of a picture one
    of ``choices`` is fetched, the one the device would show. What has the same ``mark`` need not be fetched again.
    """

    url: str
    kind: str
    bytes: int
    mark: str
    title: str = ""
    choices: list[dict[str, Any]] = field(default_factory=list)


_sources: list[Callable[..., Iterable[Part]]] = []


def saves_too(source: Callable[..., Iterable[Part]]) -> None:
    """Let ``source(user, module)`` name further parts of a module that open without a network: a quiz, an assignment.

    Called when the app is ready. A page that is saved must work from its copy: what is done on it goes to the outbox.
    """
    if source not in _sources:
        _sources.append(source)


_readies: list[Callable[..., None]] = []


def readies(begin: Callable[..., None]) -> None:
    """Let ``begin(user, module)`` begin, before a module is saved, what could not be begun without a network.

    Called when the app is ready. The person asked for the module to be saved; asking again begins nothing more.
    """
    if begin not in _readies:
        _readies.append(begin)


@require_POST
@requires("portal.use_trainee")
def ready(request: HttpRequest, module_id: int) -> HttpResponse:
    """Begin what belongs to the module and has to be begun while there is a network."""
    _programme, _way, state = module_of(request, module_id)
    if state.is_locked:
        raise Http404(module_id)
    for begin in _readies:
        begin(request.user, state.module)
    return HttpResponse(status=204)


@require_GET
@requires("portal.use_trainee")
def manifest(request: HttpRequest, module_id: int) -> HttpResponse:
    """What a device fetches to open the module without a network; a module that is locked is not saved."""
    programme, _way, state = module_of(request, module_id)
    if state.is_locked:
        raise Http404(module_id)
    parts = parts_of(request.user, state.module)
    lines = "".join(f"{part.url} {part.mark}\n" for part in parts)
    answer = JsonResponse(
        {
            "module": state.module.pk,
            "title": state.module.title,
            "url": reverse("trainee:module", args=[state.module.pk]),
            "around": [
                reverse("trainee:home"),
                reverse("trainee:lessons"),
                reverse("trainee:programme", args=[programme.pk]),
                reverse("trainee:notes"),
                reverse("trainee:saved"),
            ],
            "version": sha256(lines.encode()).hexdigest()[:16],
            "bytes": sum(part.bytes for part in parts if part.kind != "media"),
            "bytes_media": sum(part.bytes for part in parts if part.kind == "media"),
            "parts": [asdict(part) for part in parts],
        }
    )
    answer["Cache-Control"] = "no-store"
    return answer


def parts_of(user, module: ModulePage) -> list[Part]:
    """The page of the module, its lessons with their pictures and files, and what others add; each address once."""
    language = get_language()
    found = [Part(reverse("trainee:module", args=[module.pk]), "page", FRAME, f"{_mark(module)} {language}")]
    lessons = LessonPage.objects.child_of(module).live().order_by("path")
    for lesson in lessons_read_by(user, lessons):
        weight, mark = weight_of(lesson), f"{_mark(lesson)} {language}"
        url = reverse("trainee:lesson", args=[lesson.pk])
        found.append(Part(url, "page", FRAME + weight.text, mark, lesson.title))
        for sizes in weight.pictures:
            found.append(
                Part(sizes[-1].url, "picture", _middle(sizes), "lasting", choices=[asdict(one) for one in sizes])
            )
        found += [Part(one.url, "file", one.bytes, one.mark) for one in weight.files]
        found += [Part(one.url, "media", one.bytes, one.mark) for one in weight.media]
    found += [part for source in _sources for part in source(user, module)]
    return list({part.url: part for part in found}.values())


def _middle(sizes: list) -> int:
    return sizes[len(sizes) // 2].bytes


def _mark(page) -> str:
    return f"{page.pk} {page.last_published_at:%Y%m%d%H%M%S%f}" if page.last_published_at else str(page.pk)


@require_GET
@requires("portal.use_trainee")
def saved(request: HttpRequest) -> HttpResponse:
    """What is saved on this device; also shown, from its copy, in place of any page that is not (``worker.js``)."""
    return render(request, "portal/trainee/saved.html")
