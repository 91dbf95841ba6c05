"""The trainee's pages. Everybody signed in has them; each shows only what is his or her own."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from certificates.models import Certificate
from curriculum.models import LessonPage, ProgrammePage
from curriculum.programmes.queries import outline_of
from curriculum.progress.queries import progress_in
from curriculum.progress.services import confirm_reading, record_reading
from portal.access import check, requires
from portal.trainee.classes import ClassView
from portal.trainee.record import record_of
from portal.trainee.today import Today, class_cards, enrolments_of

PAGE_SIZE = 25


@requires("portal.use_trainee")
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/trainee/home.html", {"today": Today(request.user)})


@requires("portal.use_trainee")
def class_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(enrolments_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/trainee/class_list.html", {"page": page, "cards": class_cards(request.user, page)})


@requires("portal.use_trainee")
def class_page(request: HttpRequest, class_id: int) -> HttpResponse:
    enrolment = get_object_or_404(enrolments_of(request.user), training_class=class_id)
    return render(request, "portal/trainee/class.html", {"view": ClassView(request.user, enrolment)})


@requires("portal.use_trainee")
def lessons(request: HttpRequest) -> HttpResponse:
    """The programmes the person studies or has studied, each once, with the way through their lessons."""
    newest: dict[str, object] = {}
    for enrolment in enrolments_of(request.user):
        newest.setdefault(enrolment.programme_path, enrolment)
    return render(request, "portal/trainee/lessons.html", {"cards": class_cards(request.user, list(newest.values()))})


@requires("portal.use_trainee")
def programme(request: HttpRequest, programme_id: int) -> HttpResponse:
    page = get_object_or_404(ProgrammePage.objects.live(), pk=programme_id)
    check(request, "curriculum.open_lessons_of", page)
    state = progress_in(request.user, page.path)
    by_lesson = {one.lesson.pk: one for one in state.lessons}
    modules = [(part, [by_lesson[lesson.pk] for lesson in part.lessons]) for part in outline_of(page)]
    context = {"programme": page, "state": state, "modules": modules}
    return render(request, "portal/trainee/programme.html", context)


@requires("portal.use_trainee")
def certificates(request: HttpRequest) -> HttpResponse:
    mine = Certificate.objects.filter(person__user=request.user).select_related("register__institution")
    page = Paginator(mine.order_by("-issued_on", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/trainee/certificates.html", {"page": page})


@requires("portal.use_trainee")
def record(request: HttpRequest) -> HttpResponse:
    page = Paginator(record_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/trainee/record.html", {"page": page})


@require_POST
@requires("portal.use_trainee")
def reading(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Where the reader has come to, sent by the page as it is scrolled; answers with what is kept."""
    lesson = _open_lesson(request, lesson_id)
    try:
        percent = int(request.POST["percent"])
    except (KeyError, ValueError):
        return JsonResponse({"error": "percent"}, status=400)
    kept = record_reading(request.user, lesson, percent)
    return JsonResponse({"percent": kept.percent_read, "complete": kept.completed_at is not None})


@require_POST
@requires("portal.use_trainee")
def finished(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """ "I have read it": completes the lesson without any script, and goes on to the next one."""
    lesson = _open_lesson(request, lesson_id)
    confirm_reading(request.user, lesson)
    _before, after = progress_in(request.user, lesson.programme_path).around(lesson)
    return redirect((after or lesson).get_url(request))


def _open_lesson(request: HttpRequest, lesson_id: int) -> LessonPage:
    lesson = LessonPage.objects.live().defer("body").filter(pk=lesson_id).first()
    if lesson is None:
        raise Http404(lesson_id)
    check(request, "curriculum.open_lesson", lesson)
    return lesson
