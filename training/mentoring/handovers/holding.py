"""Which forms a leaving mentor may still finish, and who acts as the mentor in a form meanwhile."""

from datetime import date, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from curriculum.clock.time import now, today
from training.mentoring.definitions import Definition
from training.mentoring.handovers.models import KeptForm
from training.mentoring.models import Mentorship, TermForm
from training.regulations.queries import value_on
from training.rotation.capacities import Capacity
from training.rotation.models import Posting
from training.rotation.rules import capacities_of


def capacities_in_form(user, form: TermForm) -> frozenset[Capacity]:
    """In which capacities the user stands to the form: as to its posting, but for whoever keeps it to finish."""
    capacities = capacities_of(user, form.posting)
    keeper = keeper_of(form)
    if keeper is None:
        return capacities
    return capacities | {Capacity.MENTOR} if keeper == user.pk else capacities - {Capacity.MENTOR}


def keeper_of(form: TermForm) -> int | None:
    """The account of the former mentor who keeps the form today; None where nobody does. See ``with_keeper``."""
    if hasattr(form, "keeper"):
        return form.keeper
    kept = KeptForm.objects.in_force().filter(form=form)
    return kept.values_list("mentorship__mentor__person__user", flat=True).first()


def with_keeper(forms: QuerySet[TermForm]) -> QuerySet[TermForm]:
    """Adds ``keeper``, so that ``keeper_of`` asks nothing more."""
    kept = KeptForm.objects.in_force().filter(form=OuterRef("pk"))
    return forms.annotate(keeper=Subquery(kept.values("mentorship__mentor__person__user")[:1]))


def kept_by(user) -> QuerySet[KeptForm]:
    """The forms a former mentor may still finish, the most pressing first."""
    kept = KeptForm.objects.in_force().filter(mentorship__mentor__person__user=user)
    unlocked = kept.exclude(form__status__in=[TermForm.Status.LOCKED, TermForm.Status.CANCELLED])
    return unlocked.select_related("form__version", "form__posting__person", "mentorship")


def kept_forms_of(posting: Posting) -> QuerySet[KeptForm]:
    """The forms of a posting that a former mentor keeps today."""
    return KeptForm.objects.in_force().filter(form__posting=posting).select_related("mentorship__mentor__person")


def keep_unfinished(mentorship: Mentorship) -> list[KeptForm]:
    """At the end of a mentorship: what its mentor had begun, and what waits for his word, stays his to finish.

    At the end of the posting that is everything still open, for nobody follows him; he has the days in which the host
    unit sees the posting. Else the days of the interim assessment (mentoring.md F8).
    """
    posting = mentorship.posting
    ended = posting.status == Posting.Status.ENDED
    days = value_on("privacy.profile_visibility_tail_days" if ended else "mentoring.f8_interim_days")
    until = max(mentorship.valid_to or today(), today()) + timedelta(days=days)
    user = mentorship.mentor.person.user_id
    rows = TermForm.objects.open().filter(posting=posting, opens_on__lte=today())
    return [
        _keep(mentorship, form, until)
        for form in rows.select_related("version").prefetch_related("signatures", "revisions")
        if _owes_his_word(form) and (ended or _has_begun(form, user))
    ]


def release(kept: KeptForm) -> KeptForm:
    """Give the form up; the present mentor goes on with what is written."""
    if kept.released_at is None:
        kept.released_at = now()
        kept.save(update_fields=["released_at"])
    return kept


def _keep(mentorship: Mentorship, form: TermForm, until: date) -> KeptForm:
    KeptForm.objects.filter(form=form, released_at__isnull=True).exclude(mentorship=mentorship).update(
        released_at=now()
    )
    kept, _made = KeptForm.objects.get_or_create(
        mentorship=mentorship, form=form, released_at=None, defaults={"until": until}
    )
    return kept


def _owes_his_word(form: TermForm) -> bool:
    """Whether the mentor writes or signs in the form and has not signed it since it was handed in."""
    definition = Definition.of(form.version)
    takes_part = Capacity.MENTOR in definition.signers or bool(definition.fields_for([Capacity.MENTOR]))
    signed = form.submitted_at is not None and any(
        row.capacity == Capacity.MENTOR and row.signed_at >= form.submitted_at for row in form.signatures.all()
    )
    return takes_part and not signed


def _has_begun(form: TermForm, user: int) -> bool:
    return not form.is_unfiled or any(revision.written_by_id == user for revision in form.revisions.all())
