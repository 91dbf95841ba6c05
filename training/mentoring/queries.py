"""Reading for the mentor's, the official's and the host unit's screens, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.utils import timezone

from curriculum.clock.time import today
from curriculum.prepared.questions import Prepared
from training.mentoring.calendar import Phase, phase_on
from training.mentoring.definitions import Definition
from training.mentoring.diary.queries import figures_of
from training.mentoring.forms import signatures_in_force
from training.mentoring.handovers.models import KeptForm
from training.mentoring.models import FormRevision, FormVersion, MentoringContact, Mentorship, TermForm
from training.mentoring.register.models import MentorReview
from training.nominations.models import Enrolment
from training.people.models import User
from training.regulations.queries import value_on
from training.rotation.capacities import Capacity
from training.rotation.models import Posting, hosted_by
from training.rotation.term import months_after

INTERVENE = MentoringContact.Concern.INTERVENE


@dataclass
class Card:
    """One official under guidance: where he stands, and what comes next."""

    posting: Posting
    phase: Phase | None
    mentorship: Mentorship | None = None
    last_contact: date | None = None
    days_since: int | None = None
    cadence: int = 30
    contacts: int = 0
    draft: MentoringContact | None = None
    waiting: list[MentoringContact] = field(default_factory=list)
    to_sign: list[TermForm] = field(default_factory=list)
    forms: list[TermForm] = field(default_factory=list)
    needs_intervention: bool = False

    @property
    def next_form(self) -> TermForm | None:
        return self.forms[0] if self.forms else None

    @property
    def overdue_forms(self) -> list[TermForm]:
        return [form for form in self.forms if form.is_overdue]

    @property
    def days_late(self) -> int:
        """The longest delay in days: of a contact beyond the cadence, or of a form beyond its day."""
        late = [(today() - form.due_on).days for form in self.overdue_forms]
        if self.days_since is not None:
            late.append(self.days_since - self.cadence)
        return max([*late, 0])


def cards(postings: Iterable[Posting], user, *, capacity: Capacity) -> list[Card]:
    """A card for each posting, what is late first. ``capacity`` says whose turn counts as "to sign" here."""
    postings = list(postings)
    cadence, day = value_on("mentoring.contact_days"), today()
    made = {posting.pk: Card(posting, phase_on(posting.effective_on, day), cadence=cadence) for posting in postings}
    _add_mentorships(made)
    _add_contacts(made, user)
    _add_forms(made, capacity)
    return sorted(made.values(), key=lambda card: (-card.needs_intervention, -card.days_late, _next_day(card)))


def _next_day(card: Card) -> date:
    return card.next_form.due_on if card.next_form else date.max


def _add_mentorships(made: dict[int, Card]) -> None:
    for mentorship in _mentorships_of(*made):
        made[mentorship.posting_id].mentorship = mentorship


@Prepared
def _mentorships_of(*postings: int) -> QuerySet[Mentorship]:
    """With the self-review (F9) that waits for the mentor, so that his first screen asks nothing more."""
    review = MentorReview.objects.unsigned().filter(mentor=OuterRef("mentor")).order_by("due_on")
    told = {f"review_{name}": Subquery(review.values(name)[:1]) for name in ("id", "year", "due_on", "status")}
    return Mentorship.objects.current().filter(posting__in=postings).select_related("mentor__person").annotate(**told)


def _add_contacts(made: dict[int, Card], user) -> None:
    # A level of concern older than the days after which silence itself is an alarm tells nothing any more.
    told_since = today() - timedelta(days=value_on("mentoring.r1_no_contact_red_days"))
    for pk, last, count, concern in _contacts_of(told_since, *made):
        card = made[pk]
        card.contacts, card.needs_intervention = count, concern == INTERVENE
        card.last_contact = timezone.localtime(last).date() if last else None
    for card in made.values():
        since = _counted_since(card)
        card.days_since = max((today() - since).days, 0) if since <= today() else None
    for contact in _unconfirmed(user.pk, *made):
        card = made[contact.mentorship.posting_id]
        if contact.status == MentoringContact.Status.DRAFT:
            card.draft = contact
        elif contact.recorded_by_id != user.pk:
            card.waiting.append(contact)


def _counted_since(card: Card) -> date:
    """From when days without a contact count: days on which the posting rested are none (mentoring.md M5)."""
    since, back = card.last_contact or card.posting.effective_on, card.posting.interrupted_to
    return since if back is None else max(since, back + timedelta(days=1))


@Prepared
def _contacts_of(told_since: date, *postings: int) -> QuerySet:
    """Of each posting: when the latest contact was, how many there were, and the level of concern of the latest.

    Only the level is read here, no words.
    """
    held = ~Q(mentorships__contacts__status=MentoringContact.Status.DRAFT)
    recent = MentoringContact.objects.held().filter(
        mentorship__posting=OuterRef("pk"), happened_at__date__gte=told_since
    )
    counted = Posting.objects.filter(pk__in=postings).annotate(
        last=Max("mentorships__contacts__happened_at", filter=held),
        count=Count("mentorships__contacts", filter=held),
        concern=Subquery(recent.order_by("-happened_at").values("concern_level")[:1]),
    )
    return counted.order_by().values_list("pk", "last", "count", "concern")


@Prepared
def _unconfirmed(user: int, *postings: int) -> QuerySet[MentoringContact]:
    """One's own drafts and what waits between the two sides, as far as the user may read them."""
    return (
        MentoringContact.objects.visible_to(User(pk=user))
        .filter(mentorship__posting__in=postings)
        .exclude(status=MentoringContact.Status.CONFIRMED)
        .select_related("mentorship")
        .order_by("submitted_at")
    )


def _add_forms(made: dict[int, Card], capacity: Capacity) -> None:
    found = _open_forms(*made)
    if capacity == Capacity.MENTOR:
        found = [form for form in found if not form.is_kept]  # a former mentor still has them
    # Many forms share a version, whose definition is long: each is fetched and read once.
    versions = {version.pk: version for version in _versions(*sorted({form.version_id for form in found}))}
    filed = [form for form in found if not form.is_unfiled]
    prefetch_related_objects(filed, "signatures")
    for form in found:
        form.posting, form.version = made[form.posting_id].posting, versions[form.version_id]
        definition = Definition.of(form.version)
        # What is still kept on paper is not late here; the calendar of the posting shows it.
        if form.is_unfiled and definition.is_fillable and definition.is_read_by([capacity]):
            made[form.posting_id].forms.append(form)
        elif not form.is_unfiled and next_signer(form) == capacity:
            made[form.posting_id].to_sign.append(form)


@Prepared
def _open_forms(*postings: int) -> QuerySet[TermForm]:
    kept = KeptForm.objects.in_force().filter(form=OuterRef("pk"))
    return TermForm.objects.open().filter(posting__in=postings).annotate(is_kept=Exists(kept)).order_by("due_on")


@Prepared
def _versions(*versions: int) -> QuerySet[FormVersion]:
    return FormVersion.objects.filter(pk__in=versions)


def next_signer(form: TermForm) -> str | None:
    signed = {signature.capacity for signature in signatures_in_force(form)}
    return next((name for name in Definition.of(form.version).signers if name not in signed), None)


@Prepared
def postings_guided_by(user: int) -> QuerySet[Posting]:
    """Those the user is the mentor of today, as long as they last."""
    guided = Mentorship.objects.current().filter(mentor__person__user=user)
    running = Posting.objects.exclude(status=Posting.Status.ENDED)
    return _for_cards(running.filter(pk__in=guided.values("posting")))


def postings_hosted_by(user) -> QuerySet[Posting]:
    """Running postings in units of which the user is the head, and those that ended within the tail of days."""
    units = user.roles.unit_ids("unit_head")
    return _for_cards(Posting.objects.visible_to(user).filter(hosted_by(units)))


def postings_followed_by(user) -> QuerySet[Posting]:
    """Running postings from units for which the user keeps the tie."""
    units = user.roles.unit_ids("link_officer")
    return _for_cards(Posting.objects.filter(sending_unit__in=units).exclude(status=Posting.Status.ENDED))


def with_mentors(*, of: str = "") -> Prefetch:
    """The mentors of a posting, present and former, fetched with it: every rule about it then asks nothing more.

    ``of`` leads from what is fetched to the posting.
    """
    return Prefetch(f"{of}mentorships", Mentorship.objects.select_related("mentor__person"))


def _for_cards(postings: QuerySet[Posting]) -> QuerySet[Posting]:
    return postings.select_related("person", "host_unit", "host_unit_now", "sending_unit", "title")


def quarter_of(form: TermForm) -> tuple[date, date]:
    """The months a review looks back on: from three months before its month (or the beginning) to its month."""
    start = form.posting.effective_on
    return months_after(start, max(form.month - 3, 0)), months_after(start, form.month)


def suggested_answers(form: TermForm) -> dict:
    """What the portal already knows, to begin a form with: figures of the log, goals of the form before, and in the
    official's own review the sums of his diary and the classes he finished. Given to whoever writes these fields alone.
    """
    first, last = quarter_of(form)
    held = MentoringContact.objects.held().filter(
        mentorship__posting=form.posting_id, happened_at__date__gte=first, happened_at__date__lt=last
    )
    cadence = value_on("mentoring.contact_days")
    known = {
        "contacts_held": held.count(),
        "contacts_planned": max((last - first).days // cadence, 1),
        "contact_days": cadence,
        "goals": _earlier_goals(form),
    }
    if form.code == "F3":
        known |= _figures_of_the_quarter(form, first, last)
    fields = list(Definition.of(form.version).fields())
    named = {item.id: item.data.get("default_from", item.id) for item in fields}
    return {name: known[source] for name, source in named.items() if known.get(source) is not None}


def _figures_of_the_quarter(form: TermForm, first: date, last: date) -> dict:
    """By the names of the fields: days at villages and receptions from the diary, training finished."""
    figures = figures_of(form.posting, first, last)
    finished = Enrolment.objects.filter(
        person=form.posting.person_id,
        status=Enrolment.Status.COMPLETED,
        training_class__closes_on__gte=first,
        training_class__closes_on__lt=last,
    ).select_related("training_class")
    classes = [f"{one.training_class.name} ({one.training_class.code})" for one in finished]
    return {
        "village_days": figures["village_days"],
        "receptions": figures["receptions"],
        "training": "; ".join(classes) or None,
    }


def _earlier_goals(form: TermForm) -> list[dict]:
    """Goals of the quarter before that are not closed; for the first quarter, the aims of the agreement."""
    earlier = TermForm.objects.filter(posting=form.posting_id, code__in=["F0", "F3"], month__lt=form.month)
    written = FormRevision.objects.filter(form__in=earlier, number=F("form__revision_number"))
    previous = written.select_related("form").order_by("-form__month").first()
    if previous is None:
        return []
    answers = previous.answers
    if previous.form.code == "F0":
        return [{"goal": row["aim"], "status": "not_started"} for row in answers.get("aims") or []]
    return [row for row in answers.get("goals") or [] if row.get("status") not in ("done", "dropped")]
