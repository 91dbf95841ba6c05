"""What the board asks while it is used; each answer is JSON, each refusal a sentence with status 422."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from portal.office.base import REFUSALS, PermissionByName
from portal.office.classes.clashes import reasons_in
from portal.office.timetable.board.edits import can_of, sentences_of
from portal.office.timetable.board.forms import PlaceForm
from portal.office.timetable.board.rows import draft_meetings, draft_row, reasons_of, year_on_the_board
from training.errors import Clash, ReasonNeeded, Stale
from training.models import DraftEdit, DraftMeeting, TimetableDraft
from training.scheduling.drafts import services as drafts
from training.scheduling.findings import Finding


class BoardAnswer(PermissionByName, View):
    """An answer of the moment: no cache keeps it."""

    permission = "portal.see_classes"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            answer = super().dispatch(request, *args, **kwargs)
        except REFUSALS as refusal:
            answer = self.refusal(refusal)
        answer["Cache-Control"] = "no-store"
        return answer

    def refusal(self, refusal: Exception) -> HttpResponse:
        return JsonResponse({"sentence": str(refusal)}, status=422)


class Rows(BoardAnswer):
    """The whole year, once."""

    def get(self, request: HttpRequest, year: int) -> JsonResponse:
        return JsonResponse(year_on_the_board(year, request.user), json_dumps_params={"separators": (",", ":")})


class RowAnswer(BoardAnswer):
    """About one row of a draft that is worked on."""

    permission = "training.schedule_meeting"

    @cached_property
    def row(self) -> DraftMeeting:
        rows = DraftMeeting.objects.on_board().select_related("draft")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def refusal(self, refusal: Exception) -> HttpResponse:
        """The sentence, what stands against it, and the row as it is now where somebody else changed it."""
        answer: dict = {"sentence": str(refusal)}
        if isinstance(refusal, Clash | ReasonNeeded):
            answer |= {"findings": findings_as_json(refusal.findings)}
        if isinstance(refusal, ReasonNeeded):
            answer |= {"reason_needed": True}
        if isinstance(refusal, Stale):
            now = DraftMeeting.objects.get(pk=self.row.pk)
            answer |= {"stale": True, "rows": [draft_row(now)]}
        return JsonResponse(answer, status=422)

    def changed(self, row: DraftMeeting) -> JsonResponse:
        return JsonResponse(
            {
                "rows": [draft_row(row)],
                "reasons": reasons_of(draft_meeting=row.pk),
                "can": can_of(row.draft, self.request.user),
            }
        )


class Preview(RowAnswer):
    """What would stand against the row somewhere; nothing is saved."""

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        form = PlaceForm({**request.GET.dict(), "revision": self.row.revision})
        if not form.is_valid():
            return not_understood(form)
        return JsonResponse({"findings": findings_as_json(drafts.preview_place(self.row, **form.place))})


class Place(RowAnswer):
    """Put the row somewhere."""

    def post(self, request: HttpRequest, pk: int) -> JsonResponse:
        form = PlaceForm(request.POST)
        if not form.is_valid():
            return not_understood(form)
        moved = drafts.place_meeting(
            self.row,
            **form.place,
            revision=form.cleaned_data["revision"],
            reasons=reasons_in(request.POST),
            by=request.user,
        )
        return self.changed(moved)


class ToggleForm(forms.Form):
    revision = forms.IntegerField(min_value=0)
    on = forms.BooleanField(required=False)


class Toggle(RowAnswer):
    """One of two states of a row. Scripts get the row; a plain form comes back to it with a message."""

    turn_on: Callable[..., DraftMeeting]
    turn_off: Callable[..., DraftMeeting]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ToggleForm(request.POST)
        if not form.is_valid():
            return not_understood(form)
        act = self.turn_on if form.cleaned_data["on"] else self.turn_off
        changed = act(self.row, revision=form.cleaned_data["revision"], by=request.user)
        return self.changed(changed) if wants_json(request) else redirect("office:board_move", pk)

    def refusal(self, refusal: Exception) -> HttpResponse:
        if wants_json(self.request):
            return super().refusal(refusal)
        messages.error(self.request, str(refusal))
        return redirect("office:board_move", self.kwargs["pk"])


class Lock(Toggle):
    """Fix the row where it is, or let it be moved again."""

    turn_on = staticmethod(drafts.lock_meeting)
    turn_off = staticmethod(drafts.unlock_meeting)


class Remove(Toggle):
    """Take the row out of the timetable, or put it back where it stood."""

    turn_on = staticmethod(drafts.remove_meeting)
    turn_off = staticmethod(drafts.restore_meeting)


class DraftAnswer(BoardAnswer):
    """About a draft as a whole."""

    @cached_property
    def draft(self) -> TimetableDraft:
        return get_object_or_404(TimetableDraft, pk=self.kwargs["pk"])

    def since(self, number: int) -> dict:
        """What was done after the edit of that number, and the rows as they are now."""
        edits = drafts.edits_since(self.draft, number)
        keys = {change["row"] for edit in edits for change in edit.changes}
        rows = list(draft_meetings(self.draft, self.request.user).filter(pk__in=keys)) if keys else []
        return {
            "last_edit": edits[-1].number if edits else number,
            "edits": sentences_of(edits, self.request.user) if edits else [],
            "rows": [draft_row(row) for row in rows],
            "reasons": reasons_of(draft_meeting__in=keys) if keys else {},
        }


class Edits(DraftAnswer):
    """What others did meanwhile."""

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        asked = request.GET.get("since", "")
        answer = self.since(int(asked) if asked.isdecimal() else self.draft.last_edit)
        if answer["edits"] and request.user.has_perm("training.schedule_meeting"):
            answer["can"] = can_of(self.draft, request.user)
        if not self.draft.is_open:
            answer["over"] = _("This draft is no longer worked on (%(state)s). Load the page anew.") % {
                "state": self.draft.get_state_display()
            }
        return JsonResponse(answer)


class TakeBack(DraftAnswer):
    """Undo or redo. Scripts get the rows; a plain form comes back to the board with a message."""

    permission = "training.schedule_meeting"
    act: Callable[..., DraftEdit | None]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        edit: DraftEdit | None = self.act(self.draft, by=request.user)
        sentence = sentences_of([edit], request.user)[0]["sentence"] if edit else _("There is nothing to take back.")
        if not wants_json(request):
            messages.success(request, sentence)
            return redirect(back_to_the_board(request))
        answer = self.since(edit.number - 1) if edit else {"rows": []}
        return JsonResponse(answer | {"sentence": sentence, "can": can_of(self.draft, request.user)})

    def refusal(self, refusal: Exception) -> HttpResponse:
        if wants_json(self.request):
            return super().refusal(refusal)
        messages.error(self.request, str(refusal))
        return redirect(back_to_the_board(self.request))


class Undo(TakeBack):
    act = staticmethod(drafts.undo)


class Redo(TakeBack):
    act = staticmethod(drafts.redo)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks; a plain form wants a page."""
    return "application/json" in request.headers.get("Accept", "")


def back_to_the_board(request: HttpRequest) -> str:
    """The board at the week it was left; only its own query is taken from the form."""
    query = request.POST.get("back", "")
    board = reverse("office:board")
    return board + query if query.startswith("?") else board


def findings_as_json(findings: list[Finding]) -> list[dict]:
    return [
        {"rule": one.rule, "name": str(one.name), "level": str(one.level), "sentence": one.sentence} for one in findings
    ]


def not_understood(form: forms.Form) -> JsonResponse:
    return JsonResponse(
        {"sentence": " ".join(error for errors in form.errors.values() for error in errors)}, status=422
    )
