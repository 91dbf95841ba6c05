"""The competencies of an official through the term: a web, a small picture for each, the same as a table (M4)."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from portal.access import requires
from portal.mentor.home import sections
from portal.records.sight import purpose_of
from portal.survey_summary import summary_words
from training.access.services import record_view
from training.mentoring.profiles import MENTOR, SELF, Growth, Profile, profile_of
from training.mentoring.queries import with_mentors
from training.mentoring.rules import can_view_profile
from training.mentoring.surveys.queries import released_surveys
from training.models import Posting
from training.rotation.capacities import Capacity
from training.rotation.rules import capacities_of

WITHOUT_TERM = 24


@dataclass(frozen=True)
class Line:
    """One competency as the page shows it."""

    growth: Growth
    seen: list[tuple[int, int]]
    own: list[tuple[int, int]]
    expected: list[tuple[int, int]]
    cells: list[dict]
    words: str

    @property
    def is_below(self) -> bool:
        last = self.growth.last(MENTOR)
        return last is not None and last.level < (self.growth.expected(last.month) or 0)


@requires()
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    postings = Posting.objects.visible_to(request.user).select_related("person", "host_unit", "host_unit_now", "title")
    posting = get_object_or_404(postings.prefetch_related(with_mentors()), pk=pk)
    if not can_view_profile(request.user, posting):
        raise Http404
    record_view(posting.person, "competencies", by=request.user, purpose=purpose_of(request.user, posting))
    found = profile_of(posting)
    last = max(posting.term_months or WITHOUT_TERM, found.month or 0)
    capacities = capacities_of(request.user, posting)
    latest = released_surveys(posting).first()
    context = {
        "posting": posting,
        "profile": found,
        "last": last,
        "lines": [_line(growth, found, last) for growth in found.growths],
        "survey": summary_words(latest, _own(found, latest.form.month)) if latest else None,
        "codes": [growth.competency.code for growth in found.growths],
        "series": _series(found),
        "in_mine": Capacity.MENTEE in capacities,
        "in_guided": Capacity.MENTOR in capacities,
        **sections(request, mine=True if Capacity.MENTEE in capacities else None),
    }
    return render(request, "portal/mentor/profile.html", context)


def _own(profile: Profile, month: int) -> dict[str, int]:
    seen = {growth.competency.code: growth.at(month, SELF) for growth in profile.growths}
    return {code: one.level for code, one in seen.items() if one}


def _series(profile: Profile) -> list[tuple[str, list[int | None]]]:
    """The newest form: as the mentor sees it, as the official does, and what is expected by then."""
    month = profile.month
    if month is None:
        return []
    growths = profile.growths
    seen = {rater: [one.level if (one := g.at(month, rater)) else None for g in growths] for rater in (MENTOR, SELF)}
    return [
        (_("The mentor, month %(month)s") % {"month": month}, seen[MENTOR]),
        (_("The official's own view"), seen[SELF]),
        (_("Expected"), [growth.expected(month) for growth in growths]),
    ]


def _line(growth: Growth, profile: Profile, last: int) -> Line:
    seen = sorted((one.month, one.level) for one in growth.by(MENTOR))
    own = sorted((one.month, one.level) for one in growth.by(SELF))
    milestones = sorted({*(int(month) for month in growth.competency.expected), last})
    expected = [(month, level) for month in milestones if month <= last and (level := growth.expected(month))]
    cells = [
        {"month": month, MENTOR: growth.at(month, MENTOR), SELF: growth.at(month, SELF)} for month in profile.months
    ]
    return Line(growth, seen, own, expected, cells, _words(growth, seen))


def _words(growth: Growth, seen: list[tuple[int, int]]) -> str:
    """What the small picture shows, for those who do not see it."""
    said = ", ".join(_("month %(month)s: level %(level)s") % {"month": m, "level": level} for m, level in seen)
    return f"{growth.competency}: {said or _('not assessed yet')}"
