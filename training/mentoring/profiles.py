"""How an official's competencies have grown over the term: levels by form and rater, beside what is expected (M4).

Averages over competencies are not reckoned (mentoring.md §3): a profile is a shape, not a score.
"""

from dataclasses import dataclass, field

from training.mentoring.competencies.models import Competency
from training.mentoring.definitions import Definition
from training.mentoring.models import FormRevision, TermForm
from training.rotation.models import Posting

FORMS = ("F4", "F5", "F6")
SELF, MENTOR = "self", "mentor"
RATERS = (SELF, MENTOR)


@dataclass(frozen=True)
class Seen:
    """The level one rater saw in one form, and whether evidence was given."""

    month: int
    rater: str
    level: int
    has_evidence: bool


@dataclass
class Growth:
    """One competency through the term."""

    competency: Competency
    seen: list[Seen] = field(default_factory=list)

    def by(self, rater: str) -> list[Seen]:
        return [one for one in self.seen if one.rater == rater]

    def last(self, rater: str) -> Seen | None:
        return max(self.by(rater), key=lambda one: one.month, default=None)

    def at(self, month: int, rater: str) -> Seen | None:
        return next((one for one in self.by(rater) if one.month == month), None)

    def expected(self, month: int) -> int | None:
        return expected_level(self.competency, month)

    @property
    def change(self) -> int | None:
        """By how much the mentor's view moved since the form before; None before there are two."""
        levels = [one.level for one in sorted(self.by(MENTOR), key=lambda one: one.month)]
        return levels[-1] - levels[-2] if len(levels) > 1 else None


@dataclass
class Profile:
    """All competencies of one term; ``months`` are those of the forms in which levels were given."""

    posting: Posting
    growths: list[Growth]
    months: list[int]

    @property
    def month(self) -> int | None:
        """The month of the newest form with levels."""
        return self.months[-1] if self.months else None


def expected_level(competency: Competency, month: int) -> int | None:
    """The level expected at the month: that of the next milestone, after the last one the last."""
    milestones = {int(key): level for key, level in competency.expected.items()}
    later = [key for key in sorted(milestones) if key >= month]
    chosen = later[0] if later else max(milestones, default=None)
    return None if chosen is None else milestones[chosen]


def profile_of(posting: Posting) -> Profile:
    """The levels of the forms handed in by now. Whoever reads those forms may read it. Three queries."""
    growths = {one.code: Growth(one) for one in Competency.objects.valid_on(posting.effective_on).order_by("order")}
    filed = posting.forms.filter(code__in=FORMS, submitted_at__isnull=False).exclude(status=TermForm.Status.CANCELLED)
    forms = list(filed.select_related("version").order_by("month", "code"))
    texts = FormRevision.objects.filter(form__in=forms).order_by("number").values_list("form", "answers")
    newest = dict(texts)
    months = []
    for form in forms:
        found = _levels(form, newest.get(form.pk) or {})
        if found and form.month not in months:
            months.append(form.month)
        for code, seen in found:
            if code in growths:
                growths[code].seen.append(seen)
    return Profile(posting, list(growths.values()), months)


def _levels(form: TermForm, answers: dict) -> list[tuple[str, Seen]]:
    found = []
    for item in Definition.of(form.version).levels():
        given = answers.get(item.id) or {}
        if level := given.get("level"):
            seen = Seen(form.month, item.data["rater"], level, bool(given.get("evidence")))
            found.append((item.data["competency"], seen))
    return found
