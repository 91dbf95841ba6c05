"""One's own notes beside lessons: the list, a note written without scripts, and the choice between two texts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from curriculum.errors import CurriculumError
from curriculum.models import LessonNote, LessonPage, OtherNote
from curriculum.notes.services import let_other_go, take_in_other, write_note
from curriculum.vietnamese.text import fold
from portal.access import check, requires

PAGE_SIZE = 25
ORDERS = {"": ("-written_at", "-pk"), "lesson": ("lesson__path", "pk")}


def notes_of(request: HttpRequest):
    """The person's notes as asked for: ``q`` searches without tone marks, ``order`` is by time or by lesson."""
    mine = LessonNote.objects.filter(user=request.user).exclude(text="", others__isnull=True)
    words = fold(request.GET.get("q", ""))
    if words:
        mine = mine.filter(folded__contains=words)
    order = ORDERS.get(request.GET.get("order", ""), ORDERS[""])
    return mine.select_related("lesson").defer("lesson__body").prefetch_related("others").order_by(*order)


@require_GET
@requires("portal.use_trainee")
def notes(request: HttpRequest) -> HttpResponse:
    page = Paginator(notes_of(request), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "words": request.GET.get("q", ""), "order": request.GET.get("order", "")}
    return render(request, "portal/trainee/notes.html", context)


@require_GET
@requires("portal.use_trainee")
def export(request: HttpRequest) -> HttpResponse:
    """The notes as one text, to keep or print."""
    lines = [f"{one.lesson.title}\n{one.written_at:%d/%m/%Y}\n\n{one.text}\n" for one in notes_of(request)]
    answer = HttpResponse("\n\n".join(lines), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="ghi-chu.txt"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@requires("portal.use_trainee")
def write(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """A note sent by the form of the lesson; with scripts it goes through the outbox instead."""
    lesson = get_object_or_404(LessonPage.objects.live().defer("body"), pk=lesson_id)
    check(request, "curriculum.open_lesson", lesson)
    base = request.POST.get("base", "")
    try:
        write_note(lesson, request.POST.get("text", ""), base=int(base) if base.isdecimal() else 0, by=request.user)
    except CurriculumError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your note is saved."))
    return redirect("trainee:lesson", lesson.pk)


@require_POST
@requires("portal.use_trainee")
def choose(request: HttpRequest, other_id: int) -> HttpResponse:
    """Takes the other text in, or lets it go."""
    other = get_object_or_404(OtherNote, pk=other_id, note__user=request.user)
    if request.POST.get("choice") == "take":
        take_in_other(other, by=request.user)
        messages.success(request, _("Both texts now stand in the note, one below the other."))
    else:
        let_other_go(other, by=request.user)
        messages.success(request, _("The other text was removed."))
    return redirect("trainee:notes")
