"""The dashboard of mentoring, the people behind its numbers, and what is taken out of it."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from curriculum.clock.time import today
from portal.office.base import OfficeForm, OfficePage
from portal.office.mentoring.forms import ScopeForm, TakeOutForm
from portal.office.mentoring.workbooks import people_paper, sums_paper
from portal.papers.answers import answer_paper
from training.access.services import record_export
from training.mentoring.register.queries import mentor_numbers
from training.mentoring.reports.heads import heads_on
from training.mentoring.reports.levels import changes_of
from training.mentoring.reports.sums import Dimension, Sums, grouped
from training.mentoring.reports.terms import Term, Track, terms_of
from training.models import Posting

PAGE = 25
TRACKS = {
    Track.ON_TRACK: (gettext_lazy("on track"), "good"),
    Track.ATTENTION: (gettext_lazy("needs attention"), "warn"),
    Track.OFF_TRACK: (gettext_lazy("needs intervention"), "bad"),
}


class Scoped:
    """The form of day and choice, and the postings it chooses."""

    @cached_property
    def form(self) -> ScopeForm:
        form = ScopeForm(self.request.GET)
        form.is_valid()
        return form

    @cached_property
    def terms(self) -> list[Term]:
        return [] if self.form.errors else terms_of(self.form.scope)

    @property
    def by(self) -> Dimension:
        return Dimension(self.form.cleaned_data.get("by") or Dimension.WAVE)

    def query(self, *without: str) -> str:
        query = self.request.GET.copy()
        for name in ("export", "page", *without):
            query.pop(name, None)
        return query.urlencode()


class MentoringReport(Scoped, OfficePage):
    """Every number of mentoring.md §7 as of a day: drawn, with its table, with the people one step away."""

    permission = "portal.see_postings"
    template_name = "portal/office/mentoring/report.html"
    page_title = gettext_lazy("Mentoring in numbers")
    header_icon = "view"

    def get(self, request, *args, **kwargs) -> HttpResponse:
        if request.GET.get("export") != "xlsx" or self.form.errors:
            return super().get(request, *args, **kwargs)
        with override("vi"):
            scope = self.form.scope
            paper = sums_paper(scope, Sums(None, self.terms), grouped(self.terms, self.by), changes_of(scope))
        return answer_paper(paper, "xlsx", f"kem cap {scope.day:%Y-%m-%d}")

    def get_context_data(self, **kwargs):
        if self.form.errors:
            return super().get_context_data(form=self.form, **kwargs)
        scope, whole, groups = self.form.scope, Sums(None, self.terms), grouped(self.terms, self.by)
        changes = changes_of(scope)
        return super().get_context_data(
            form=self.form,
            scope=scope,
            whole=whole,
            groups=groups,
            by=self.by,
            query=self.query(),
            query_of_group=self.query(self.by.value),
            track_parts=[(label, whole.count(track), tone) for track, (label, tone) in TRACKS.items()],
            tracks=[(track.value, label, whole.count(track)) for track, (label, _tone) in TRACKS.items()],
            form_parts=[
                (_("in time"), whole.forms_on_time, "good"),
                (_("late"), whole.forms_late, "warn"),
                (_("not handed in"), whole.forms_missing, "bad"),
            ],
            track_bars=_bars(groups, lambda one: one.on_track_percent),
            contact_bars=_bars(groups, lambda one: one.contacts_percent),
            form_bars=_bars(groups, lambda one: one.forms_percent),
            outcome_parts=[(label, count) for _reason, label, count in whole.outcomes if count],
            changes=changes,
            compared=max((one.people for one in changes), default=0),
            change_bars=[
                (
                    f"{one.competency.code} ({number_format(one.mean_first, 2)} → {number_format(one.mean_last, 2)})",
                    one.mean_last,
                )
                for one in changes
                if one.people
            ],
            heads=heads_on(scope.day),
            mentors=mentor_numbers(scope.day),
            **kwargs,
        )


def _bars(groups: list[Sums], figure) -> list[tuple[str, int]]:
    """The groups with the figure, the lowest first: what needs a hand stands on top."""
    known = [(str(one.place or _("none")), percent) for one in groups if (percent := figure(one)) is not None]
    return sorted(known, key=lambda row: row[1])[:12]


class MentoringPeople(Scoped, OfficePage):
    """The officials behind a number; whom one may open leads to the posting."""

    permission = "portal.see_postings"
    template_name = "portal/office/mentoring/people.html"
    page_title = gettext_lazy("Officials behind the numbers")
    header_icon = "group"
    parents = [("office:mentoring", gettext_lazy("Mentoring in numbers"))]

    @property
    def chosen(self) -> list[Term]:
        rows, track, outcome = self.terms, self.request.GET.get("track"), self.request.GET.get("outcome")
        if track in set(Track):
            rows = [term for term in rows if term.is_running and term.track == track]
        if outcome in set(Posting.EndReason):
            rows = [term for term in rows if term.outcome == outcome]
        if self.request.GET.get("late"):
            rows = [term for term in rows if term.forms_missing or term.forms_late]
        return rows

    def get_context_data(self, **kwargs):
        page = Paginator(self.chosen, PAGE).get_page(self.request.GET.get("page"))
        page.object_list = [(term, *TRACKS[term.track]) for term in page.object_list]
        return super().get_context_data(form=self.form, page=page, query=self.query(), **kwargs)


class MentoringQuarter(OfficeForm):
    """A quarter person by person, as a workbook; what for is asked and logged."""

    permission = "portal.see_postings"
    template_name = "portal/office/change.html"
    form_class = TakeOutForm
    page_title = gettext_lazy("A quarter of mentoring, person by person")
    header_icon = "download"
    submit_label = gettext_lazy("Download (XLSX)")
    parents = [("office:mentoring", gettext_lazy("Mentoring in numbers"))]

    def get_initial(self):
        day = today()
        return {"year": day.year, "quarter": (day.month + 2) // 3}

    def form_valid(self, form) -> HttpResponse:
        terms, span = terms_of(form.scope), form.span
        record_export(
            f"mentoring {span.code}", count=len(terms), by=self.request.user, purpose=form.cleaned_data["purpose"]
        )
        with override("vi"):
            paper = people_paper(form.scope, terms, span.words)
        return answer_paper(paper, "xlsx", f"kem cap {span.code}")

    def get_context_data(self, **kwargs):
        note = _(
            "The list holds counts and days alone, no words of contacts or forms, and nothing of restricted flags."
        )
        return super().get_context_data(consequence=note, back=reverse("office:mentoring"), **kwargs)
