"""The trainee's pages. Everybody signed in has them; each shows only what is his or her own."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import LessonPage
from curriculum.prepared.questions import Prepared
from curriculum.progress.order import keeps_locked
from curriculum.progress.queries import progress_in
from curriculum.progress.services import confirm_reading, record_reading
from portal.access import check, requires
from portal.calendar.months import Month
from portal.trainee.classes import ClassView
from portal.trainee.today import Today, class_cards, enrolments_of
from training.errors import TrainingError
from training.models import Mark
from training.results.services import ask_for_remark

PAGE_SIZE = 25


@requires("portal.use_trainee")
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/trainee/home.html", {"today": Today(request.user)})


@require_GET
@requires("portal.use_trainee")
def calendar(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/trainee/calendar.html", {"month": Month.asked_for(request)})


@requires("portal.use_trainee")
def class_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(enrolments_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/trainee/class_list.html", {"page": page, "cards": class_cards(request.user, page)})


@requires("portal.use_trainee")
def class_page(request: HttpRequest, class_id: int) -> HttpResponse:
    enrolment = get_object_or_404(enrolments_of(request.user), training_class=class_id)
    return render(request, "portal/trainee/class.html", {"view": ClassView(request.user, enrolment)})


@require_POST
@requires("portal.use_trainee")
def remark(request: HttpRequest, mark_id: int) -> HttpResponse:
    """Asks that one's own mark be looked at again."""
    mine = Mark.objects.filter(enrolment__person__user=request.user)
    mark = get_object_or_404(mine.select_related("enrolment__person", "enrolment__training_class"), pk=mark_id)
    try:
        ask_for_remark(mark, reason=request.POST.get("reason", ""), by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The request was sent. The answer will stand beside the mark."))
    return redirect("trainee:class", mark.enrolment.training_class_id)


@requires("portal.use_trainee")
def lessons(request: HttpRequest) -> HttpResponse:
    """The programmes the person studies or has studied, each once, with the way through their lessons."""
    newest: dict[str, object] = {}
    for enrolment in enrolments_of(request.user):
        newest.setdefault(enrolment.programme_path, enrolment)
    return render(request, "portal/trainee/lessons.html", {"cards": class_cards(request.user, list(newest.values()))})


@requires("portal.use_trainee")
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """A lesson by its key: the page itself decides who may open it; no walk down the tree of pages is needed."""
    for page in _lesson(lesson_id):
        try:
            return page.serve(request)
        except Http404:
            if not keeps_locked(request.user.pk, page.module_path):
                raise
            return redirect("trainee:module", page.get_parent().pk)  # which says what opens it, or finds nothing
    raise Http404(lesson_id)


@Prepared
def _lesson(lesson_id: int) -> QuerySet[LessonPage]:
    return LessonPage.objects.live().filter(pk=lesson_id)


@require_POST
@requires("portal.use_trainee")
def reading(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Where the reader has come to, sent by the page as it is scrolled; answers with what is kept."""
    page = _open_lesson(request, lesson_id)
    try:
        percent = int(request.POST["percent"])
    except (KeyError, ValueError):
        return JsonResponse({"error": "percent"}, status=400)
    kept = record_reading(request.user, page, percent)
    return JsonResponse({"percent": kept.percent_read, "complete": kept.completed_at is not None})


@require_POST
@requires("portal.use_trainee")
def finished(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """ "I have read it": completes the lesson without any script, and goes on to the next one."""
    page = _open_lesson(request, lesson_id)
    confirm_reading(request.user, page)
    _before, after = progress_in(request.user, page.programme_path).around(page)
    return redirect("trainee:lesson", (after or page).pk)


def _open_lesson(request: HttpRequest, lesson_id: int) -> LessonPage:
    page = get_object_or_404(LessonPage.objects.live().defer("body"), pk=lesson_id)
    check(request, "curriculum.open_lesson", page)
    return page
