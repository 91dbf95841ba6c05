"""Runs of the planner: asked for, watched, stopped, read, and put into the draft."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views import View

from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn

from portal.office.base import REFUSALS, OfficeForm, OfficeListing, OfficePage, PermissionByName
from portal.office.tables import DayColumn, StateColumn
from portal.office.timetable.course import course_of
from portal.widgets import DateInput
from training.models import ClassMeeting, Lecturer, PlanRun, Room, TimetableDraft, TrainingClass
from training.scheduling.planning import runs as planner
from training.scheduling.planning import wording
from training.scheduling.planning.changes import Cause, Change, touched_by
from training.scheduling.planning.working import Task

SECONDS = [(10, _("10 seconds: a first plan")), (60, _("one minute")), (300, _("five minutes")), (900, _("15 minutes"))]
LOOK_AGAIN = "2"
State = PlanRun.State


class PlanForm(forms.Form):
    keep_placed = forms.TypedChoiceField(
        label=_("What is planned"),
        choices=[
            ("1", _("Only what has no place yet; everything else stays")),
            ("", _("Everything that is not locked; published meetings stay where they can")),
        ],
        coerce=bool,
        empty_value=False,
        required=False,
        initial="1",
        widget=forms.RadioSelect,
    )
    classes = forms.ModelMultipleChoiceField(
        TrainingClass.objects.none(), label=_("Only these classes"), required=False, help_text=_("None chosen: all.")
    )
    seconds = forms.TypedChoiceField(label=_("Most time"), choices=SECONDS, coerce=int, initial=60)
    seed = forms.IntegerField(
        label=_("Number of the attempt"),
        min_value=1,
        max_value=9999,
        initial=1,
        help_text=_("The same number on the same draft gives the same plan; another one may give another."),
    )

    def __init__(self, *args, draft: TimetableDraft, **kwargs):
        super().__init__(*args, **kwargs)
        rows = draft.meetings.kept().values("training_class")
        self.fields["classes"].queryset = TrainingClass.objects.filter(pk__in=rows).order_by("opens_on", "code")


class ChangeForm(forms.Form):
    """What has happened: who or what is not to be had, and when."""

    cause = forms.ChoiceField(label=_("What has happened"), choices=Cause.choices, widget=forms.RadioSelect)
    lecturer = forms.ModelChoiceField(
        Lecturer.objects.filter(is_active=True).select_related("person").order_by("person__sort_key"),
        label=_("Lecturer"),
        required=False,
    )
    room = forms.ModelChoiceField(Room.objects.filter(is_active=True), label=_("Room"), required=False)
    first = forms.DateField(label=_("First day"), widget=DateInput)
    last = forms.DateField(label=_("Last day"), widget=DateInput)
    slot = forms.ChoiceField(
        label=_("Half-day"), choices=[("", _("the whole day")), *ClassMeeting.Slot.choices], required=False
    )

    def clean(self):
        cleaned = super().clean() or {}
        needed = {Cause.ABSENCE: "lecturer", Cause.ROOM: "room"}.get(cleaned.get("cause"))
        if needed and not cleaned.get(needed):
            self.add_error(needed, _("Choose which one."))
        return cleaned

    @property
    def change(self) -> Change:
        """Raises ``InvalidInput`` for days in the wrong order."""
        given = self.cleaned_data
        about = {Cause.ABSENCE: given["lecturer"], Cause.ROOM: given["room"]}.get(given["cause"])
        return Change(given["cause"], given["first"], given["last"], about.pk if about else 0, given["slot"])


class _OfDraft:
    """A form about one open draft; its run is watched afterwards."""

    @cached_property
    def draft(self) -> TimetableDraft:
        return get_object_or_404(TimetableDraft, pk=self.kwargs["pk"], state=TimetableDraft.State.OPEN)

    def get_page_subtitle(self) -> str:
        return str(self.draft)

    def get_success_url(self) -> str:
        return reverse("office:plan_run", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=reverse("office:board"), **kwargs)


class StartRun(_OfDraft, OfficeForm):
    permission = "training.schedule_meeting"
    template_name = "portal/office/change.html"
    form_class = PlanForm
    page_title = _("Let the planner plan")
    parents = [("office:board", _("Timetable board"))]
    submit_label = _("Plan")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"draft": self.draft}

    def perform(self, form):
        given = form.cleaned_data
        classes = tuple(one.pk for one in given["classes"]) or None
        task = Task(classes=classes, keep_placed=given["keep_placed"])
        return planner.start_run(
            self.draft, task=task, seconds=given["seconds"], seed=given["seed"], by=self.request.user
        )

    def get_context_data(self, **kwargs):
        consequence = _(
            "The planner works on the draft only; nobody is told of anything. You watch it, may stop it with the best "
            "found, and take it back with one press of “Undo”. Half-days the programmes still need are added first."
        )
        return super().get_context_data(consequence=consequence, **kwargs)


class PlanAnew(_OfDraft, OfficeForm):
    """After an absence, a lost room, a new day off: what is touched, before anything is done."""

    permission = "training.schedule_meeting"
    template_name = "portal/office/timetable/anew.html"
    form_class = ChangeForm
    page_title = _("Plan anew after a change")
    parents = [("office:board", _("Timetable board"))]
    submit_label = _("Show what is touched")
    touched: list | None = None
    change: Change | None = None

    def get_initial(self):
        asked = self.request.GET
        return {"cause": Cause.ABSENCE} | {name: asked[name] for name in ChangeForm.base_fields if name in asked}

    def form_valid(self, form) -> HttpResponse:
        """The first press shows what is touched, the second looks for the fewest moves."""
        try:
            self.change = form.change
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        self.touched = list(touched_by(self.draft, self.change))
        if "plan" in self.request.POST and self.touched:
            return super().form_valid(form)
        return self.render_to_response(self.get_context_data(form=form))

    def perform(self, form):
        return planner.start_run(self.draft, task=Task(change=self.change), seconds=30, by=self.request.user)

    def get_context_data(self, **kwargs):
        sentence = self.change.sentence() if self.change else ""
        return super().get_context_data(touched=self.touched, sentence=sentence, **kwargs)


class RunListing(OfficeListing):
    permission = "portal.see_classes"
    model = PlanRun
    page_title = _("Runs of the planner")
    header_icon = "cogs"
    verbose_name_plural = _("runs of the planner")
    default_ordering = "-created_at"
    is_searchable = False
    list_export = ["draft", "kind", "state", "seconds", "seed", "by", "created_at", "finished_at"]
    export_filename = "lan-xep-lich"
    columns = [
        TitleColumn("name", label=_("Run"), accessor=str, url_name="office:plan_run"),
        StateColumn("state", label=_("State"), sort_key="state"),
        Column(
            "gap",
            label=_("Could be better by"),
            accessor=lambda row: _percent(row.report.get("gap")) if row.report else "–",
        ),
        DayColumn("created_at", label=_("On"), sort_key="created_at"),
        Column("by", label=pgettext_lazy("run of the planner", "By")),
    ]

    def get_base_queryset(self):
        return PlanRun.objects.select_related("draft", "by").order_by("-created_at")


class RunPage(OfficePage):
    """One run: its course while it works, its report afterwards. Refreshes itself until it is over."""

    permission = "portal.see_classes"
    template_name = "portal/office/timetable/run.html"
    parents = [("office:board", _("Timetable board")), ("office:plan_runs", _("Runs of the planner"))]
    header_icon = "cogs"

    @cached_property
    def plan_run(self) -> PlanRun:
        return get_object_or_404(PlanRun.objects.select_related("draft", "by", "edit"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.plan_run)

    def get_context_data(self, **kwargs):
        run = self.plan_run
        report = run.report
        task = Task.from_json(run.scope)
        return super().get_context_data(
            plan_run=run,
            sentence=task.change.sentence() if task.change else "",
            course=course_of(run.progress.get("history", [])),
            cost=_number(run.progress.get("cost")),
            bound=_number(run.progress.get("bound")),
            gap=_percent(run.progress.get("gap")),
            summary=wording.summary(report) if report else [],
            bent=wording.bent(report) if report else [],
            moved=wording.moved(report) if report else [],
            left=wording.left(report) if report else [],
            conflict=wording.conflict_sentences(report) if report else [],
            may_edit=self.request.user.has_perm("training.schedule_meeting"),
            **kwargs,
        )

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        answer = super().render_to_response(context, **kwargs)
        if not context["plan_run"].is_over:
            answer["Refresh"] = LOOK_AGAIN
        return answer


class _ChangeRun(PermissionByName, View):
    """A button of the page of one run."""

    permission = "training.schedule_meeting"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(PlanRun.objects.select_related("draft"), pk=pk)
        try:
            self.change(run)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        return redirect("office:plan_run", pk=run.pk)


class StopRun(_ChangeRun):
    def change(self, run: PlanRun) -> None:
        planner.stop_run(run, by=self.request.user)


class AcceptRun(_ChangeRun):
    def change(self, run: PlanRun) -> None:
        planner.accept_run(run, by=self.request.user)


def _number(value: int | None) -> str:
    return "–" if value is None else number_format(value)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{number_format(round(100 * share, 1))} %"
