"""The published timetable on paper: a week by room, lecturer, class or unit, and the wall calendar of a year."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views import View

from wagtail.log_actions import log

from curriculum.clock.time import today
from portal.office.base import OfficePage, PermissionByName
from portal.papers.answers import answer_paper
from portal.papers.timetables import Week, week_paper
from portal.papers.wall import render_wall_calendar
from portal.widgets import DateInput
from training.models import Lecturer, Room, TrainingClass, Unit

BY = [
    ("room", _("Rooms")),
    ("lecturer", _("Lecturers")),
    ("class", _("Classes")),
    ("unit", pgettext_lazy("organisation", "Units")),
]
FORMATS = ("pdf", "xlsx", "docx")


class PrintForm(forms.Form):
    day = forms.DateField(label=_("A day of the week"), widget=DateInput)
    by = forms.ChoiceField(label=_("Lines by"), choices=BY)
    room = forms.ModelChoiceField(Room.objects.order_by("code"), label=_("Room"), required=False, empty_label=_("all"))
    lecturer = forms.ModelChoiceField(
        Lecturer.objects.select_related("person").order_by("person__sort_key"),
        label=_("Lecturer"),
        required=False,
        empty_label=_("all"),
    )
    training_class = forms.ModelChoiceField(
        TrainingClass.objects.none(), label=pgettext_lazy("training", "Class"), required=False, empty_label=_("all")
    )
    unit = forms.ModelChoiceField(
        Unit.objects.current().in_name_order(),
        label=pgettext_lazy("organisation", "Unit"),
        required=False,
        empty_label=_("all"),
    )

    def __init__(self, data, *, classes):
        super().__init__(data)
        self.fields["training_class"].queryset = classes

    @property
    def only(self) -> int | None:
        """The one room, lecturer, class or unit asked for; those of the other kinds do not count."""
        name = {"class": "training_class"}.get(self.cleaned_data["by"], self.cleaned_data["by"])
        chosen = self.cleaned_data[name]
        return chosen.pk if chosen else None


class PrintPage(OfficePage):
    permission = "portal.see_classes"
    template_name = "portal/office/timetable/prints.html"
    page_title = _("Print the timetable")
    parents = [("office:board", _("Timetable board"))]
    header_icon = "print"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        classes = TrainingClass.objects.visible_to(request.user).exclude(status="cancelled").order_by("-opens_on")
        start = {"day": today().isoformat(), "by": "room"}
        self.form = PrintForm({**start, **request.GET.dict()}, classes=classes)
        extension = request.GET.get("as", "")
        if extension not in FORMATS or not self.form.is_valid():
            return super().get(request, *args, **kwargs)
        week, by = Week.of(self.form.cleaned_data["day"]), self.form.cleaned_data["by"]
        data = {"week": week.monday.isoformat(), "by": by, "only": self.form.only, "format": extension}
        log(request.user, "portal.report.export", user=request.user, data=data)
        return answer_paper(week_paper(week, by=by, only=self.form.only), extension, f"lich tuan {week.monday}")

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=self.form, year=str(today().year), next=str(today().year + 1), **kwargs)


class WallCalendar(PermissionByName, View):
    permission = "portal.see_classes"

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        data = {"year": year, "format": "pdf"}
        log(request.user, "portal.report.export", user=request.user, data=data)
        answer = HttpResponse(render_wall_calendar(year), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="lich-treo-tuong-{year}.pdf"'
        return answer
