"""The trainee's side of an assignment: what is asked, the draft, handing in, what was handed in, the feedback."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from curriculum.clock.time import now
from curriculum.prepared.questions import Prepared
from portal.access import check, requires
from portal.rubrics import rows_of
from portal.trainee.today import Item, Today
from training.assignments.deadlines import Deadline, deadline_of
from training.assignments.models import Assignment, DeadlineExtension, Submission, Work, WorkFile
from training.assignments.rubric import rubric_of
from training.assignments.services import (
    Saved,
    add_file,
    begin_work,
    hand_in,
    remove_file,
    save_draft,
    settle_draft,
)
from training.assignments.services.drafting import in_words, why_closed
from training.assignments.services.marking import final_mark, standing_of
from training.errors import InvalidInput, TrainingError
from training.models import Enrolment
from training.results.marks import show_mark


@dataclass
class WorkView:
    """What the page of one assignment shows its trainee; each part is asked for once."""

    assignment: Assignment
    work: Work

    @cached_property
    def deadline(self) -> Deadline:
        return deadline_of(self.assignment, self.assignment.extensions.filter(enrolment=self.work.enrolment_id).first())

    @cached_property
    def closed(self) -> str:
        """Why nothing can be handed in now; empty where it can."""
        return why_closed(self.work, deadline=self.deadline, submissions=self.submissions)

    @property
    def is_late(self) -> bool:
        return self.deadline.is_late(now())

    @cached_property
    def files(self) -> list[WorkFile]:
        return list(self.work.files.in_draft())

    @property
    def may_attach(self) -> bool:
        return self.assignment.takes_files and not self.closed and len(self.files) < self.assignment.most_files

    @property
    def kinds(self) -> str:
        return in_words(self.assignment.file_kinds)

    @property
    def accept(self) -> str:
        return ",".join(f".{kind}" for kind in self.assignment.file_kinds)

    @property
    def most_bytes(self) -> int:
        return self.assignment.most_megabytes * 1024 * 1024

    @cached_property
    def submissions(self) -> list[Submission]:
        """What was handed in, the newest first."""
        return list(self.work.submissions.prefetch_related("files", "markings").order_by("-number"))

    @property
    def is_changed(self) -> bool:
        """Whether the draft differs from what was handed in last."""
        if not self.submissions:
            return True
        latest = self.submissions[0]
        files = {file.pk for file in latest.files.all()} != {file.pk for file in self.files}
        return files or (self.assignment.takes_text and latest.text != self.work.text)

    @cached_property
    def rubric(self):
        return rows_of(rubric_of(self.assignment.rubric))

    @cached_property
    def feedback(self) -> "Feedback | None":
        """The mark, the rubric and the words, once they are released."""
        if self.work.released_at is None or not self.submissions:
            return None
        return Feedback(self.assignment, self.submissions[0])

    @cached_property
    def parallel(self) -> bool:
        return self.work.parallel_drafts.filter(settled_at__isnull=True).exists()


class Feedback:
    """What the markers found of the version that counts."""

    def __init__(self, assignment: Assignment, submission: Submission) -> None:
        standing = standing_of(submission, assignment)
        self.given = standing.value
        self.mark = None if self.given is None else final_mark(self.given, submission.days_late, assignment)
        self.taken_off = self.given - self.mark if self.given is not None and self.mark is not None else None
        self.markings = [
            {"marking": marking, "rows": rows_of(rubric_of(assignment.rubric), marking.levels, marking.comments)}
            for marking in (standing.first, standing.second)
            if marking is not None
        ]
        self.settled = standing.settled

    @property
    def shown(self) -> str:
        return show_mark(self.mark, None)


@requires("portal.use_trainee")
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; posting saves the draft and, when asked to, hands it in."""
    held = _given(request, pk)
    work = begin_work(held, by=request.user)
    refusal = typed = ""
    if request.method == "POST":
        typed = request.POST.get("text", "")
        try:
            if held.takes_text:
                saved = _save(request, held)
                if saved.conflict:
                    return redirect("trainee:assignment_drafts", pk=pk)
            if request.POST.get("action") != "hand_in":
                messages.success(request, _("Saved. You can go on later."))
                return redirect("trainee:assignment", pk=pk)
            submission = hand_in(work, by=request.user)
        except TrainingError as error:
            refusal = str(error)
            work = begin_work(held, by=request.user)
        else:
            messages.success(
                request,
                _("Handed in at %(moment)s. Receipt %(receipt)s.")
                % {"moment": f"{submission.handed_in_at.astimezone():%H:%M %d/%m/%Y}", "receipt": submission.receipt},
            )
            return redirect("trainee:assignment", pk=pk)
    context = {"view": WorkView(held, work), "refusal": refusal, "text": typed or work.text}
    return render(request, "portal/trainee/assignment.html", context, status=422 if refusal else 200)


@require_POST
@requires("portal.use_trainee")
def draft(request: HttpRequest, pk: int) -> JsonResponse:
    """Saves as one types (the contract of autosave.js)."""
    held = _given(request, pk)
    try:
        saved = _save(request, held)
    except TrainingError as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    conflict = {"url": reverse("trainee:assignment_drafts", args=[pk])} if saved.conflict else None
    answer = {"saved_at": saved.saved_at.isoformat(), "version": saved.version, "conflict": conflict}
    return JsonResponse(answer, status=409 if conflict else 200)


@requires("portal.use_trainee")
def drafts(request: HttpRequest, pk: int) -> HttpResponse:
    """Texts that two devices wrote at once, side by side; the author chooses and types nothing again."""
    held = _given(request, pk)
    work = begin_work(held, by=request.user)
    others = list(work.parallel_drafts.filter(settled_at__isnull=True))
    if not others:
        return redirect("trainee:assignment", pk=pk)
    if request.method == "POST":
        chosen = request.POST.get("keep", "present")
        texts = {str(other.pk): other.text for other in others} | {
            "present": work.text,
            "both": "\n\n".join(filter(None, [work.text, *(other.text for other in others)])),
        }
        try:
            settle_draft(work, texts.get(chosen, work.text), by=request.user)
        except TrainingError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Settled. All texts stay in the record."))
        return redirect("trainee:assignment", pk=pk)
    return render(request, "portal/trainee/drafts.html", {"assignment": held, "work": work, "others": others})


@require_POST
@requires("portal.use_trainee")
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """One file after the other; a script hears in JSON, a form comes back to the page."""
    held = _given(request, pk)
    work = begin_work(held, by=request.user)
    try:
        if "file" not in request.FILES:
            raise InvalidInput(_("Choose a file."))
        file = add_file(work, request.FILES["file"], by=request.user)
    except TrainingError as refusal:
        if _asks_for_json(request):
            return JsonResponse({"error": str(refusal)}, status=422)
        messages.error(request, str(refusal))
        return redirect("trainee:assignment", pk=pk)
    if _asks_for_json(request):
        view = WorkView(held, work)
        line = render_to_string("portal/trainee/_work_file.html", {"file": file, "removable": True}, request)
        return JsonResponse({"line": line, "pk": file.pk, "more": view.may_attach})
    return redirect("trainee:assignment", pk=pk)


@require_POST
@requires("portal.use_trainee")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    mine = WorkFile.objects.filter(work__enrolment__person__user=request.user)
    file = get_object_or_404(mine.select_related("work__assignment__training_class"), pk=pk)
    try:
        remove_file(file, by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    return redirect("trainee:assignment", pk=file.work.assignment_id)


@require_GET
@requires()
def work_file(request: HttpRequest, pk: int) -> FileResponse:
    """A file of a work, for its author and for whoever marks it. Always as a download, never shown by the browser."""
    rows = WorkFile.objects.select_related(
        "work__enrolment__person", "work__assignment__training_class", "work__assignment__second_marker__person"
    )
    file = get_object_or_404(rows, pk=pk)
    check(request, "training.view_work", file.work)
    is_author = file.work.enrolment.person.user_id == request.user.pk
    if not is_author and not file.submissions.exists():
        raise Http404(pk)
    if not file.file.storage.exists(file.file.name):
        raise Http404(pk)
    name = file.name
    if not is_author and file.work.assignment.hides_names:
        name = f"{file.work.alias}-{file.pk}.{file.kind}"
    answer = FileResponse(file.file.open("rb"), as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def assignments_due(today: Today) -> list[Item]:
    """What the first screen says of works that can still be handed in and were not. One query."""
    if not today.classes:
        return []
    return [item for row in _open_assignments(today.user.pk) if (item := _item(row)) is not None]


def _item(row: Assignment) -> Item | None:
    deadline = deadline_of(row, DeadlineExtension(until=row.my_until) if row.my_until else None)
    if deadline.is_over(now()):
        return None
    is_late = deadline.is_late(now())
    due = deadline.due.astimezone()
    return {
        "title": row.title,
        "url": reverse("trainee:assignment", args=[row.pk]),
        "day": due.date(),
        "time": f"{due:%H:%M}",
        "note": row.get_form_display().capitalize(),
        "state": "overdue" if is_late else "due",
        "state_label": _("late") if is_late else _("to hand in"),
        "tone": "bad" if is_late else "warn",
        "action": _("Go on writing") if row.is_begun else _("Write"),
    }


def assignments_of(enrolment: Enrolment) -> list[Assignment]:
    """The assignments given to the class, each with ``mine``: the person's work, where it was begun."""
    open_now = Assignment.objects.published().filter(opens_at__lte=now())
    rows = list(open_now.filter(training_class=enrolment.training_class_id))
    works = {}
    if rows:
        mine = Work.objects.filter(enrolment=enrolment).prefetch_related("submissions")
        works = {work.assignment_id: work for work in mine}
    for row in rows:
        row.mine = works.get(row.pk)
    return rows


@Prepared
def _open_assignments(user: int) -> QuerySet[Assignment]:
    studying = Enrolment.objects.studying().filter(person__user=user)
    mine = {"assignment": OuterRef("pk"), "enrolment__person__user": user}
    submitted = Submission.objects.filter(work__assignment=OuterRef("pk"), work__enrolment__person__user=user)
    return (
        Assignment.objects.published()
        .filter(training_class__in=studying.values("training_class"), opens_at__lte=now())
        .annotate(
            my_until=Subquery(DeadlineExtension.objects.filter(**mine).values("until")[:1]),
            is_begun=Exists(Work.objects.filter(**mine, version__gt=0)),
        )
        .filter(
            Q(due_at__gte=now()) | Q(accepted_until__gte=now()) | Q(my_until__gte=now()),
            ~Exists(submitted),
        )
        .order_by("due_at")
    )


def _given(request: HttpRequest, pk: int) -> Assignment:
    held = get_object_or_404(Assignment.objects.published().select_related("training_class"), pk=pk)
    check(request, "training.write_assignment", held)
    if held.opens_at > now():
        raise Http404(pk)
    is_all_powerful = request.user.is_superuser
    if (
        is_all_powerful
        and not Enrolment.objects.active().of_user(request.user).filter(training_class=held.training_class_id).exists()
    ):
        raise Http404(pk)  # a superuser holds every permission and studies in no class
    return held


def _save(request: HttpRequest, held: Assignment) -> Saved:
    given = request.POST.get("base_version", "")
    return save_draft(
        held,
        request.POST.get("text", ""),
        base_version=int(given) if given.isdecimal() else 0,
        client_key=_key(request.POST.get("client_key", "")),
        by=request.user,
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _asks_for_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
