"""A form of a term as one person meets it: what it says, what he may read and write, whose turn it is."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from training.mentoring.definitions import Definition, FormField
from training.mentoring.handovers.holding import capacities_in_form
from training.mentoring.merging import is_empty
from training.mentoring.models import FormRevision, TermForm
from training.rotation.capacities import Capacity


def latest_answers(form: TermForm) -> dict[str, Any]:
    """The answers of the highest revision; empty before the first. See ``with_answers``."""
    if form.revision_number == 0:
        return {}
    if hasattr(form, "answers_read"):
        return dict(form.answers_read or {})
    revision = form.revisions.filter(number=form.revision_number).first()
    return dict(revision.answers) if revision else {}


def with_answers(forms: QuerySet[TermForm]) -> QuerySet[TermForm]:
    """Adds ``answers_read`` for a page that only reads, so that ``latest_answers`` asks nothing more."""
    latest = FormRevision.objects.filter(form=OuterRef("pk"), number=OuterRef("revision_number"))
    return forms.annotate(answers_read=Subquery(latest.order_by().values("answers")[:1]))


def signatures_in_force(form: TermForm) -> list:
    """Confirmations since the form was last handed in, in order; earlier ones fell with its return."""
    if form.submitted_at is None:
        return []
    return [signature for signature in form.signatures.all() if signature.signed_at >= form.submitted_at]


def said_by_mentors_before(form: TermForm, user, items: list[FormField], answers: dict[str, Any]) -> frozenset[str]:
    """Of these items those whose present answer somebody else wrote, where the posting had more than one mentor."""
    names = [item.id for item in items if not is_empty(answers.get(item.id))]
    if not names or len(form.posting.mentorships.all()) < 2:
        return frozenset()
    writer: dict[str, int] = {}
    rows = form.revisions.order_by("-number").values_list("written_by", *(f"answers__{name}" for name in names))
    standing = set(names)
    for written_by, *said in rows:
        standing -= {name for name, value in zip(names, said, strict=True) if value != answers[name]}
        writer |= dict.fromkeys(standing, written_by)  # whoever said it first of those in a row
    return frozenset(name for name, written_by in writer.items() if written_by != user.pk)


@dataclass
class Filing:
    """A form and one person. What a mentor before him said in confidence is not among its answers."""

    form: TermForm
    definition: Definition
    capacities: frozenset[str]
    answers: dict[str, Any]
    signed: list[str] = field(default_factory=list)
    of_another_mentor: bool = False
    user_id: int | None = None

    @classmethod
    def of(cls, form: TermForm, user) -> "Filing":
        signatures = signatures_in_force(form)
        mentors = {one.signed_by_id for one in signatures if one.capacity == Capacity.MENTOR}
        definition, capacities, answers = (
            Definition.of(form.version),
            capacities_in_form(user, form),
            latest_answers(form),
        )
        if not mentors:
            confided = [item for item in definition.fields() if is_confided(item, capacities)]
            hidden = said_by_mentors_before(form, user, confided, answers)
            answers = {name: value for name, value in answers.items() if name not in hidden}
        return cls(
            form,
            definition,
            capacities,
            answers,
            [signature.capacity for signature in signatures],
            bool(mentors - {user.pk}),
            user.pk,
        )

    @property
    def next_signer(self) -> str | None:
        """Whose confirmation comes next; None when all have confirmed or there is nothing to confirm."""
        return next((capacity for capacity in self.definition.signers if capacity not in self.signed), None)

    @property
    def is_my_turn(self) -> bool:
        handed_in = self.form.status in (TermForm.Status.SUBMITTED, TermForm.Status.COUNTERSIGNED)
        return handed_in and self.next_signer in self.capacities

    @property
    def may_submit(self) -> bool:
        drafted = self.form.status in (TermForm.Status.NOT_DUE, TermForm.Status.DRAFT)
        return drafted and self.definition.is_submitted_by(self.capacities)

    def writable_fields(self) -> list[FormField]:
        """Before handing in, everything one writes; after it, only what is one's own alone and not yet confirmed."""
        mine = self.definition.fields_for(self.capacities)
        if self.form.status in (TermForm.Status.NOT_DUE, TermForm.Status.DRAFT):
            return mine
        if not self.is_my_turn:
            return []
        return [item for item in mine if item.written_by == [self.next_signer]]

    def readable(self, item: FormField) -> bool:
        """What a mentor said in confidence stays his: whoever guides after him does not read it (M7)."""
        if self.of_another_mentor and is_confided(item, self.capacities):
            return False
        return item.is_seen_by(self.capacities)

    def readable_in(self, revision: FormRevision, item: FormField) -> bool:
        """Whether the person may read what stood in an earlier revision: the same, and confided by himself."""
        return self.readable(item) and not (is_confided(item, self.capacities) and not self._signed(revision))

    def _signed(self, revision: FormRevision) -> bool:
        as_mentor = [row for row in self.form.signatures.all() if row.capacity == Capacity.MENTOR]
        return any((row.revision_id, row.signed_by_id) == (revision.pk, self.user_id) for row in as_mentor)


def is_confided(item: FormField, capacities: frozenset[str]) -> bool:
    """Whether it is for the mentor alone to say, and read in these capacities as the mentor only."""
    if not item.is_confidential or item.written_by != [Capacity.MENTOR]:
        return False
    return item.is_seen_by(capacities) and not item.is_seen_by(capacities - {Capacity.MENTOR})
