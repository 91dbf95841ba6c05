"""What the training office changes: each screen calls one service."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.office.base import OfficeForm
from portal.office.classes.clashes import ShowsClashes
from portal.office.classes.forms import (
    ClassForm,
    MeetingForm,
    MoveMeetingForm,
    OpenClassForm,
    ReasonForm,
    RecognitionForm,
    RoomForm,
    SupervisorForm,
)
from training.cohorts import services as cohorts
from training.cohorts.supervision import name_supervisor
from training.models import ClassMeeting, Room, TrainingClass
from training.results import services as results
from training.scheduling import services as scheduling
from training.scheduling.following import next_meeting


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""


class CreateClass(OfficeForm):
    permission = "training.add_class"
    form_class = ClassForm
    page_title = _("Add a class")
    parents = [("office:classes", _("Classes"))]
    submit_label = _("Add the class")
    success_message = _("The class was added. Announce it when the call for nominations may go out.")

    def perform(self, form):
        return cohorts.create_class(**form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:class", args=[self.result.pk])


class ClassChange(OfficeForm):
    """A change of one class; ``consequence`` says in words what will follow."""

    permission = "training.change_class"
    template_name = "portal/office/change.html"
    form_class = ConfirmForm
    parents = [("office:classes", _("Classes"))]
    consequence = ""
    back_to = "office:class"

    @cached_property
    def training_class(self) -> TrainingClass:
        classes = TrainingClass.objects.visible_to(self.request.user).select_related("programme")
        return get_object_or_404(classes, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.training_class)

    def get_success_url(self) -> str:
        return reverse(self.back_to, args=[self.training_class.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence=self.consequence, back=self.get_success_url(), **kwargs)


class AnnounceClass(ClassChange):
    page_title = _("Announce the class")
    consequence = _(
        "The units will see the call and may nominate until the deadline. The programme is frozen as it stands today."
    )
    submit_label = _("Announce")
    success_message = _("The class was announced; units may nominate.")

    def perform(self, form):
        return cohorts.announce_class(self.training_class, by=self.request.user)


class NameSupervisor(ClassChange):
    form_class = SupervisorForm
    page_title = _("Name the class supervisor")
    consequence = _(
        "The supervisor reads requests for leave, sees the register, and stands in the papers of the class."
    )
    submit_label = _("Save")
    success_message = _("The class supervisor was set.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"training_class": self.training_class}

    def get_initial(self):
        return {"supervisor": self.training_class.supervisor_id}

    def perform(self, form):
        return name_supervisor(self.training_class, form.cleaned_data["supervisor"], by=self.request.user)


class OpenClass(ClassChange):
    form_class = OpenClassForm
    page_title = _("Open the class")
    consequence = _("Nominations end. Those enrolled are expected at the first meeting.")
    submit_label = _("Open")
    success_message = _("The class is running.")

    def perform(self, form):
        return cohorts.open_class(self.training_class, **form.cleaned_data, by=self.request.user)


class ReviewResults(ClassChange):
    page_title = _("End teaching")
    consequence = _("The outcomes are computed and go to the results board; then they are recognised by decision.")
    submit_label = _("End teaching")
    success_message = _("Teaching has ended; results are under review.")
    back_to = "office:class_results"

    def perform(self, form):
        return results.submit_results(self.training_class, by=self.request.user)


class CloseClass(ClassChange):
    page_title = _("Close the class")
    consequence = _("The class ends with its closing day. Its records stay as they are.")
    submit_label = _("Close the class")
    success_message = _("The class is closed.")

    def perform(self, form):
        return cohorts.close_class(self.training_class, by=self.request.user)


class CancelClass(ClassChange):
    form_class = ReasonForm
    page_title = _("Cancel the class")
    consequence = _("All coming meetings are cancelled and everybody concerned is told, with the reason you give.")
    submit_label = _("Cancel the class")
    success_message = _("The class was cancelled and those concerned are being told.")

    def perform(self, form):
        return cohorts.cancel_class(self.training_class, reason=form.cleaned_data["reason"], by=self.request.user)


class ComputeOutcomes(ClassChange):
    page_title = _("Compute outcomes")
    consequence = _("Each outcome is computed from the marks and the attendance of today, with its reasons.")
    submit_label = _("Compute")
    success_message = _("The outcomes were computed.")
    back_to = "office:class_results"

    def perform(self, form):
        return results.compute_outcomes(self.training_class, by=self.request.user)


class RecogniseResults(ClassChange):
    form_class = RecognitionForm
    page_title = _("Recognise results")
    consequence = _("The marks are locked for good and the list of those who passed goes to the registrar.")
    submit_label = _("Recognise")
    success_message = _("The results are recognised; the registrar can prepare the certificates.")
    back_to = "office:class_results"

    def perform(self, form):
        return results.recognise_results(self.training_class, **form.cleaned_data, by=self.request.user)


class ScheduleMeeting(ShowsClashes, ClassChange):
    form_class = MeetingForm
    page_title = _("Schedule a class meeting")
    submit_label = _("Schedule")
    success_message = _("The meeting was scheduled. Publish the timetable to tell those concerned.")
    back_to = "office:class_timetable"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"training_class": self.training_class}

    def get_initial(self):
        return next_meeting(self.training_class)

    def preview(self, form):
        return scheduling.preview_meeting(self.training_class, **form.cleaned_data)

    def perform(self, form):
        by = self.request.user
        return scheduling.schedule_meeting(self.training_class, **form.cleaned_data, reasons=self.reasons, by=by)


class PublishMeetings(ClassChange):
    page_title = _("Publish the timetable")
    consequence = _("Lecturers and trainees see the planned meetings and are told of them.")
    submit_label = pgettext_lazy("timetable", "Publish")
    success_message = _("The timetable was published.")
    back_to = "office:class_timetable"

    def perform(self, form):
        return scheduling.publish_meetings(self.training_class, by=self.request.user)


class MeetingChange(ClassChange):
    back_to = "office:class_timetable"

    @cached_property
    def meeting(self) -> ClassMeeting:
        return get_object_or_404(ClassMeeting.objects.held().select_related("training_class"), pk=self.kwargs["pk"])

    @cached_property
    def training_class(self) -> TrainingClass:
        classes = TrainingClass.objects.visible_to(self.request.user)
        return get_object_or_404(classes, pk=self.meeting.training_class_id)

    def get_page_subtitle(self) -> str:
        return str(self.meeting)


class MoveMeeting(ShowsClashes, MeetingChange):
    form_class = MoveMeetingForm
    page_title = _("Move a class meeting")
    consequence = _("If the meeting was published, those concerned are told of the change.")
    submit_label = _("Move")
    success_message = _("The meeting was moved.")

    def get_initial(self):
        this = self.meeting
        return {"date": this.date, "slot": this.slot, "room": this.room_id, "lecturer": this.lecturer_id}

    def preview(self, form):
        return scheduling.preview_meeting(self.training_class, meeting=self.meeting, **form.cleaned_data)

    def perform(self, form):
        by = self.request.user
        return scheduling.move_meeting(self.meeting, **form.cleaned_data, reasons=self.reasons, by=by)


class CancelMeeting(MeetingChange):
    form_class = ReasonForm
    page_title = _("Cancel a class meeting")
    consequence = _("The meeting stays in the timetable, struck out; those concerned are told.")
    submit_label = _("Cancel the meeting")
    success_message = _("The meeting was cancelled.")

    def perform(self, form):
        return scheduling.cancel_meeting(self.meeting, reason=form.cleaned_data["reason"], by=self.request.user)


class AddRoom(OfficeForm):
    permission = "training.change_class"
    form_class = RoomForm
    page_title = _("Add a room")
    parents = [("office:rooms", _("Rooms"))]
    submit_label = _("Add the room")
    success_message = _("The room was added.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Room()}

    def perform(self, form):
        return form.save()

    def get_success_url(self) -> str:
        return reverse("office:rooms")
