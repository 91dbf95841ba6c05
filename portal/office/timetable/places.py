"""A place for one meeting: the best five, what each costs and whom; chosen by one press."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.office.base import OfficeForm
from training.models import ClassMeeting, DraftMeeting, Lecturer, Room, TimetableDraft
from training.scheduling.drafts.places import Names, state_of
from training.scheduling.drafts.services import place_meeting
from training.scheduling.planning.finding import places_for


class PlaceForm(forms.Form):
    """One offered place, and the revision of the row as it was read."""

    date = forms.DateField(widget=forms.HiddenInput)
    slot = forms.ChoiceField(choices=ClassMeeting.Slot.choices, widget=forms.HiddenInput)
    room = forms.ModelChoiceField(Room.objects.all(), required=False, widget=forms.HiddenInput)
    lecturer = forms.ModelChoiceField(Lecturer.objects.all(), required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)


class FindPlace(OfficeForm):
    permission = "training.schedule_meeting"
    template_name = "portal/office/timetable/places.html"
    form_class = PlaceForm
    page_title = _("Find a place")
    parents = [("office:board", _("Timetable board"))]
    success_message = _("The meeting has its place. “Undo” on the board takes it back.")
    own_heading = True

    @cached_property
    def row(self) -> DraftMeeting:
        rows = DraftMeeting.objects.kept().filter(draft__state=TimetableDraft.State.OPEN).on_board()
        return get_object_or_404(rows.select_related("draft"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.row)

    def perform(self, form):
        return place_meeting(self.row, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return f"{reverse('office:board')}?day={self.result.date.isoformat()}"

    def get_context_data(self, **kwargs):
        row = self.row
        return super().get_context_data(
            row=row, now=Names().place(state_of(row)), places=places_for(row), back=reverse("office:board"), **kwargs
        )
