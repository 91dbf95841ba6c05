"""Releasing a draft timetable: what changes, what must be decided first, exactly who is told (A5, P13)."""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.log_actions import log

from curriculum.clock.time import today
from portal.office.base import OfficeForm, OfficeListing, OfficePage
from portal.office.tables import DayColumn
from portal.papers.answers import answer_paper
from portal.papers.timetables import changes_paper
from training.models import Release, TimetableDraft
from training.scheduling.drafts.changes import Changes, Conflict, Kind, changes_of, in_words
from training.scheduling.drafts.justifying import reason_in_words, reasons_of
from training.scheduling.drafts.places import Names
from training.scheduling.drafts.releasing import release_draft
from training.scheduling.drafts.services import discard_draft
from training.scheduling.drafts.telling import Part, people_of

TONES = {Kind.NEW: "good", Kind.REMOVED: "bad", Kind.MOVED: "warn", Kind.ROOM: "info", Kind.LECTURER: "info"}
CHANGES_ON_PAGE = 50
PEOPLE_ON_PAGE = 100


@dataclass(frozen=True)
class ToDecide:
    """A conflict, its three places in words, and the choice that settles it."""

    conflict: Conflict
    names: Names
    field: forms.BoundField

    @property
    def base(self) -> str:
        return self.names.place(self.conflict.base)

    @property
    def mine(self) -> str:
        return self.names.place(self.conflict.mine)

    @property
    def theirs(self) -> str:
        return self.names.place(self.conflict.theirs)


class ReleaseForm(forms.Form):
    note = forms.CharField(
        label=_("What those concerned should know"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Printed above the changes in the notice; may stay empty."),
    )
    last_edit = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, conflicts: list[Conflict], **kwargs):
        super().__init__(*args, **kwargs)
        for conflict in conflicts:
            self.fields[f"row_{conflict.row.pk}"] = forms.ChoiceField(
                label=str(conflict.row),
                choices=[(choice, choice.label) for choice in conflict.choices],
                widget=forms.RadioSelect,
                error_messages={"required": _("Decide which place counts.")},
            )

    @property
    def resolutions(self) -> dict[int, str]:
        chosen = self.cleaned_data.items()
        return {int(name.removeprefix("row_")): value for name, value in chosen if name.startswith("row_")}


class _OfDraft:
    """A screen of one open draft."""

    @cached_property
    def draft(self) -> TimetableDraft:
        drafts = TimetableDraft.objects.filter(state=TimetableDraft.State.OPEN).select_related("opened_by")
        return get_object_or_404(drafts, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.draft)


class ReleaseDraft(_OfDraft, OfficeForm):
    """One page before anybody is told: the change log, the conflicts, the people. The button releases."""

    permission = "training.schedule_meeting"
    template_name = "portal/office/timetable/release.html"
    form_class = ReleaseForm
    page_title = _("Release the timetable")
    parents = [("office:board", _("Timetable board"))]
    own_heading = True

    @cached_property
    def found(self) -> Changes:
        return changes_of(self.draft)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"conflicts": self.found.conflicts}

    def get_initial(self):
        return {"last_edit": self.draft.last_edit}

    def form_valid(self, form) -> HttpResponse:
        """What was read is what is released: an edit made since is shown first."""
        if form.cleaned_data["last_edit"] != self.draft.last_edit:
            form.add_error(None, _("The draft was edited since you opened this page. Look at the changes again."))
            form.data = form.data.copy()
            form.data["last_edit"] = self.draft.last_edit
            return self.form_invalid(form)
        return super().form_valid(form)

    def perform(self, form):
        given = {"note": form.cleaned_data["note"], "last_edit": form.cleaned_data["last_edit"]}
        return release_draft(self.draft, **given, resolutions=form.resolutions, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:release", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        names, found, query = Names(), self.found, self.request.GET
        told = people_of(found.changes)
        reasons = reasons_of([change.row for change in found.changes])
        numbered = [
            {
                "number": number,
                "tone": TONES[change.kind],
                "words": in_words(change, names),
                "row": change.row.pk,
                "reasons": [reason_in_words(given) for given in reasons.get(change.row.pk, ())],
            }
            for number, change in enumerate(found.changes, start=1)
        ]
        form = context["form"]
        return context | {
            "draft": self.draft,
            "found": found,
            "counts": [(kind.label, TONES[kind], len(found.of_kind(kind))) for kind in Kind],
            "to_decide": [ToDecide(one, names, form[f"row_{one.row.pk}"]) for one in found.conflicts],
            "changes": _page(numbered, CHANGES_ON_PAGE, query.get("page")),
            "told": _page(told, PEOPLE_ON_PAGE, query.get("people")),
            "told_counts": _counted([str(part) for one in told for part in one.parts]),
            "without_account": sum(one.user is None for one in told),
            "is_blocked": bool(found.off_timetable) or not (found.changes or found.conflicts),
        }


class DiscardDraft(_OfDraft, OfficeForm):
    permission = "training.schedule_meeting"
    template_name = "portal/office/change.html"
    form_class = forms.Form
    page_title = _("Give the draft up")
    parents = [("office:board", _("Timetable board"))]
    submit_label = _("Give the draft up")
    success_message = _("The draft was given up. The published timetable is as it was.")

    def perform(self, form):
        return discard_draft(self.draft, by=self.request.user)

    def get_success_url(self) -> str:
        return f"{reverse('office:board')}?day={max(today(), today().replace(year=self.draft.year)).isoformat()}"

    def get_context_data(self, **kwargs):
        edits = self.draft.last_edit
        consequence = ngettext(
            "%(count)s edit of this draft will not be released. It stays readable; nobody is told of anything.",
            "%(count)s edits of this draft will not be released. They stay readable; nobody is told of anything.",
            edits,
        ) % {"count": edits}
        return super().get_context_data(consequence=consequence, back=reverse("office:board"), **kwargs)


class ReleaseListing(OfficeListing):
    permission = "portal.see_classes"
    model = Release
    page_title = _("Releases of the timetable")
    header_icon = "calendar-check"
    verbose_name_plural = _("releases of timetables")
    default_ordering = "-at"
    is_searchable = False
    list_export = ["draft.year", "number", "at", "by", "note", "change_count", "told_count"]
    export_filename = "lich-hoc-da-cong-bo"
    columns = [
        TitleColumn("name", label=_("Release"), accessor=str, url_name="office:release"),
        DayColumn("at", label=_("On"), sort_key="at"),
        Column("by", label=pgettext_lazy("release", "By")),
        Column("change_count", label=_("Changes")),
        Column("told_count", label=_("People told")),
        Column("note", label=pgettext_lazy("remark", "Note")),
    ]

    def get_base_queryset(self):
        return Release.objects.select_related("draft", "by").order_by("-at")


class ReleasePage(OfficePage):
    """What one release changed and exactly who was told, as it was kept."""

    permission = "portal.see_classes"
    template_name = "portal/office/timetable/released.html"
    parents = [("office:board", _("Timetable board")), ("office:releases", _("Releases of the timetable"))]
    header_icon = "calendar-check"

    @cached_property
    def release(self) -> Release:
        return get_object_or_404(Release.objects.select_related("draft", "by"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.release)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        extension = request.GET.get("export")
        if not extension:
            return super().get(request, *args, **kwargs)
        log(self.release, "portal.report.export", user=request.user, data={"format": extension})
        return answer_paper(changes_paper(self.release), extension, str(self.release))

    def get_context_data(self, **kwargs):
        release, query = self.release, self.request.GET
        changes = [one | {"tone": TONES[Kind(one["kinds"][0])]} for one in release.changes]
        told = [one | {"labels": [Part(part).label for part in one["parts"]]} for one in release.told]
        return super().get_context_data(
            release=release,
            counts=[(kind.label, TONES[kind], sum(kind in one["kinds"] for one in release.changes)) for kind in Kind],
            changes=_page(changes, CHANGES_ON_PAGE, query.get("page")),
            told=_page(told, PEOPLE_ON_PAGE, query.get("people")),
            told_counts=_counted([part for one in release.told for part in one["parts"]]),
            **kwargs,
        )


def _counted(parts: list[str]) -> list[tuple[str, int]]:
    return [(part.label, parts.count(part)) for part in Part if part in parts]


def _page(rows: list, size: int, number: str | None):
    return Paginator(rows, size).get_page(number)
