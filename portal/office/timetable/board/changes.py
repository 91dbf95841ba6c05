"""Working on the board without scripts: opening a draft, moving one meeting by a form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from portal.office.base import REFUSALS, OfficeForm, PermissionByName
from portal.office.classes.clashes import ShowsClashes
from portal.office.timetable.board.forms import PlaceForm
from training.errors import Stale
from training.models import DraftMeeting
from training.scheduling.drafts import services as drafts
from training.scheduling.findings import Finding


class OpenDraft(PermissionByName, View):
    """Begin to work on the timetable of a year."""

    permission = "training.schedule_meeting"

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        try:
            drafts.open_draft(year, by=request.user)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        day = request.POST.get("day", "")
        return redirect(f"{reverse('office:board')}?day={day if day[:4] == str(year) else f'{year}-01-01'}")


class MoveRow(ShowsClashes, OfficeForm):
    """Put one meeting of the draft somewhere else; what stands against it is shown before anything is saved."""

    permission = "training.schedule_meeting"
    template_name = "portal/office/timetable/move.html"
    form_class = PlaceForm
    page_title = _("Move a class meeting")
    parents = [("office:board", _("Timetable board"))]
    header_icon = "grid"
    submit_label = _("Move")
    success_message = _("Moved in the draft. Nobody is told before the draft is released.")

    @cached_property
    def row(self) -> DraftMeeting:
        return get_object_or_404(DraftMeeting.objects.on_board().select_related("draft"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.row)

    def get_initial(self) -> dict:
        this = self.row
        return {
            "date": this.date or this.training_class.opens_on,
            "slot": this.slot,
            "room": this.room_id,
            "lecturer": this.lecturer_id,
            "revision": this.revision,
        }

    def preview(self, form: PlaceForm) -> list[Finding]:
        return drafts.preview_place(self.row, **form.place)

    def perform(self, form: PlaceForm) -> DraftMeeting:
        try:
            return drafts.place_meeting(
                self.row,
                **form.place,
                revision=form.cleaned_data["revision"],
                reasons=self.reasons,
                by=self.request.user,
            )
        except Stale as stale:
            read = self.request.POST.copy()
            read["revision"] = str(DraftMeeting.objects.get(pk=self.row.pk).revision)
            form.data = read
            raise stale

    def get_context_data(self, **kwargs):
        this = self.row
        return super().get_context_data(
            row=this,
            back=self.get_success_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        this = getattr(self, "result", None) or self.row
        day = this.date or this.training_class.opens_on
        return f"{reverse('office:board')}?day={day.isoformat()}"
