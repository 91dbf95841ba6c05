"""A programme and a module as their trainee sees them: what is done, what is locked and why, what else to do there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import rules

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from curriculum.models import ModulePage, ProgrammePage
from curriculum.progress.way import ModuleState, Way, way_through
from portal.access import check, requires


@dataclass(frozen=True)
class Activity:
    """Something to do in a module besides its lessons: a quiz, an assignment, a package."""

    module: int  # the key of the module
    title: str
    url: str
    icon: str = "clipboard-check"
    note: str = ""
    state: str = ""
    state_label: str = ""
    tone: str = "neutral"


_sources: list[Callable[..., Iterable[Activity]]] = []


def tells_of_activities(source: Callable[..., Iterable[Activity]]) -> None:
    """Let ``source`` add what else there is to do to the pages of programme and module.

    Called when the app is ready; ``source(user, modules)`` is asked once for a page, with the open modules (keys), so
    it asks the database once at most.
    """
    if source not in _sources:
        _sources.append(source)


def activities_in(user, modules: Sequence[int]) -> dict[int, list[Activity]]:
    """The activities of the modules, by module."""
    found: dict[int, list[Activity]] = {}
    for source in _sources if modules else []:
        for one in source(user, modules):
            found.setdefault(one.module, []).append(one)
    return found


def way_of(request: HttpRequest, programme: ProgrammePage) -> Way:
    """The way of whoever asks; lecturers and those who make the content are not bound by its order."""
    way = way_through(request.user, programme)
    if any(one.is_locked for one in way.modules) and _is_free(request.user):
        way.open_all()
    return way


def _is_free(user) -> bool:
    """Asked of the rule alone: the tables of permissions, two more queries, know nothing of it."""
    return user.is_superuser or rules.has_perm("curriculum.open_out_of_order", user)


@requires("portal.use_trainee")
def programme(request: HttpRequest, programme_id: int) -> HttpResponse:
    page = get_object_or_404(ProgrammePage.objects.live(), pk=programme_id)
    check(request, "curriculum.open_lessons_of", page)
    way = way_of(request, page)
    activities = activities_in(request.user, [one.module.pk for one in way.modules if not one.is_locked])
    lines = [(state, activities.get(state.module.pk, [])) for state in way.modules]
    begun = next((one.to_go_on_with for one in way.modules if one.to_go_on_with), None)
    context = {"programme": page, "way": way, "lines": lines, "go_on": begun}
    return render(request, "portal/trainee/programme.html", context)


@requires("portal.use_trainee")
def module(request: HttpRequest, module_id: int) -> HttpResponse:
    programme, way, state = module_of(request, module_id)
    activities = activities_in(request.user, [] if state.is_locked else [module_id])
    before, after = way.beside(state)
    context = {"programme": programme, "state": state, "module": state.module, "before": before, "after": after}
    return render(request, "portal/trainee/module.html", context | {"activities": activities.get(module_id, [])})


def module_of(request: HttpRequest, module_id: int) -> tuple[ProgrammePage, Way, ModuleState]:
    """A published module of a programme the person may read, and the way it lies on; 404 otherwise."""
    page = get_object_or_404(ModulePage.objects.live(), pk=module_id)
    programme = get_object_or_404(ProgrammePage.objects.live(), path=page.path[: -page.steplen])
    check(request, "curriculum.open_lessons_of", programme)
    way = way_of(request, programme)
    state = way.module(page.pk)
    if state is None:
        raise Http404(module_id)
    state.module.intro = page.intro
    return programme, way, state
