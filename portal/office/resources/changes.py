"""What the training office changes of rooms, lecturers, duties and days; and the asking of lecturers."""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import now, today
from curriculum.models import ModulePage
from portal.office.base import OfficeForm
from portal.office.classes.changes import ClassChange, ConfirmForm
from portal.office.resources.forms import (
    CloseRoomForm,
    DayForm,
    InviteForm,
    LecturerForm,
    OfficeDutyForm,
    RoomChangeForm,
)
from training.models import CalendarDay, DutyPeriod, Lecturer, Room, RoomBlock, TeachingInvitation
from training.scheduling import keeping
from training.scheduling.inviting import invite_lecturers


class _OfDuties(OfficeForm):
    permission = "training.change_class"
    parents = [("office:duties", _("Duty calendar"))]

    def get_success_url(self) -> str:
        return reverse("office:duties")


class AddDuty(_OfDuties):
    form_class = OfficeDutyForm
    page_title = _("Add a duty")
    submit_label = _("Add the duty")
    success_message = _("The duty stands in the calendar.")

    def perform(self, form):
        return keeping.add_duty(**form.cleaned_data, by=self.request.user)


class RemoveDuty(_OfDuties):
    template_name = "portal/office/change.html"
    form_class = ConfirmForm
    page_title = _("Remove a duty")
    submit_label = _("Remove")
    success_message = _("The duty was removed.")

    @cached_property
    def duty(self) -> DutyPeriod:
        return get_object_or_404(DutyPeriod.objects.select_related("unit"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.duty.title

    def perform(self, form):
        return keeping.remove_duty(self.duty, by=self.request.user)

    def get_context_data(self, **kwargs):
        words = _("Classes may be planned on these days again. The log keeps that the duty stood here.")
        return super().get_context_data(consequence=words, back=self.get_success_url(), **kwargs)


class _OfDays(OfficeForm):
    permission = "training.change_class"
    parents = [("office:special_days", _("Special days"))]

    def get_success_url(self) -> str:
        return reverse("office:special_days")


class SetDay(_OfDays):
    form_class = DayForm
    page_title = _("Add a special day")
    submit_label = _("Keep the day")
    success_message = _("The day is kept; planning follows it from now on.")

    def perform(self, form):
        return keeping.set_day(**form.cleaned_data, by=self.request.user)


class UnsetDay(_OfDays):
    template_name = "portal/office/change.html"
    form_class = ConfirmForm
    page_title = _("Remove a special day")
    submit_label = _("Remove")
    success_message = _("The calendar of public holidays holds again for the day.")

    @cached_property
    def day(self) -> CalendarDay:
        return get_object_or_404(CalendarDay, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.day)

    def perform(self, form):
        return keeping.unset_day(self.day, by=self.request.user)

    def get_context_data(self, **kwargs):
        words = _("The calendar of public holidays holds again for the day.")
        return super().get_context_data(consequence=words, back=self.get_success_url(), **kwargs)


class ChangeLecturer(OfficeForm):
    permission = "training.change_class"
    template_name = "portal/office/resources/lecturer.html"
    form_class = LecturerForm
    page_title = _("Lecturer")
    parents = [("office:lecturers", _("Lecturers"))]
    submit_label = _("Keep")
    success_message = _("The lecturer's modules and load are kept.")

    @cached_property
    def lecturer(self) -> Lecturer:
        return get_object_or_404(Lecturer.objects.select_related("person"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.lecturer)

    def get_form_kwargs(self):
        modules = ModulePage.objects.live().order_by("path")
        return super().get_form_kwargs() | {"modules": modules}

    def get_initial(self):
        limit = self.lecturer.load_limits.current().first()
        known = list(self.lecturer.taught_modules.values_list("module", flat=True))
        figures = {span: getattr(limit, span) for span in ("week", "month", "year")} if limit else {}
        return {"modules": known, "basis": limit.legal_basis if limit else "", **figures}

    def perform(self, form):
        data = form.cleaned_data
        limits = {span: data[span] for span in ("week", "month", "year")} if data["week"] else None
        return keeping.set_lecturer(
            self.lecturer, modules=data["modules"], limits=limits, basis=data["basis"], by=self.request.user
        )

    def get_success_url(self) -> str:
        return reverse("office:lecturers")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            weekly=[(row.weekday, row.get_slot_display()) for row in self.lecturer.weekly.all()],
            exceptions=self.lecturer.exceptions.filter(ends_on__gte=now().date()),
            **kwargs,
        )


class ChangeRoom(OfficeForm):
    permission = "training.change_class"
    template_name = "portal/office/resources/room.html"
    form_class = RoomChangeForm
    page_title = _("Room")
    parents = [("office:rooms", _("Rooms"))]
    submit_label = _("Keep")
    success_message = _("The room is kept.")

    @cached_property
    def room(self) -> Room:
        return get_object_or_404(Room, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.room)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.room}

    def perform(self, form):
        return keeping.set_equipment(form.save(), form.quantities, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:rooms")

    def get_context_data(self, **kwargs):
        return super().get_context_data(room=self.room, closings=self.room.blocks.all(), today=today(), **kwargs)


class CloseRoom(ChangeRoom):
    template_name = "portal/office/change.html"
    form_class = CloseRoomForm
    page_title = _("Close a room for some days")
    submit_label = _("Close")
    success_message = _("The room is closed on these days.")

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance")
        return kwargs

    def perform(self, form):
        return keeping.close_room(self.room, **form.cleaned_data, by=self.request.user)

    def get_context_data(self, **kwargs):
        words = _("Meetings already planned stay; new ones are refused on these days.")
        return super().get_context_data(consequence=words, back=reverse("office:room", args=[self.room.pk]), **kwargs)


class ReopenRoom(OfficeForm):
    permission = "training.change_class"
    template_name = "portal/office/change.html"
    form_class = ConfirmForm
    page_title = _("Open a room again")
    parents = [("office:rooms", _("Rooms"))]
    submit_label = _("Open again")
    success_message = _("The room can be had again.")

    @cached_property
    def closing(self) -> RoomBlock:
        return get_object_or_404(RoomBlock.objects.select_related("room"), pk=self.kwargs["pk"])

    @cached_property
    def room(self) -> Room:
        return self.closing.room

    def get_page_subtitle(self) -> str:
        return str(self.closing)

    def perform(self, form):
        keeping.reopen_room(self.closing, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:room", args=[self.room.pk])

    def get_context_data(self, **kwargs):
        words = _("Meetings may be planned here again from today. The log keeps that the room was closed.")
        return super().get_context_data(consequence=words, back=self.get_success_url(), **kwargs)


class InviteLecturers(ClassChange):
    form_class = InviteForm
    page_title = _("Ask the lecturers")
    consequence = _("Lecturers answer with one press in the portal or in the mail. Who declines says why.")
    submit_label = _("Send the invitations")
    success_message = _("The invitations were sent.")
    back_to = "office:class_timetable"

    def get_form_kwargs(self):
        asked = TeachingInvitation.objects.exclude(state=TeachingInvitation.State.WITHDRAWN).filter(
            meeting=OuterRef("pk"), lecturer=OuterRef("lecturer")
        )
        open_ones = self.training_class.meetings.upcoming().filter(~Exists(asked), lecturer__isnull=False)
        return super().get_form_kwargs() | {"meetings": open_ones.select_related("lecturer__person")}

    def perform(self, form):
        return invite_lecturers(self.training_class, list(form.cleaned_data["meetings"]), by=self.request.user)
