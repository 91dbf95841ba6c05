"""F9, the mentor's yearly look back: opened for everybody who guided in the year, written, confirmed, given back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from training.errors import Incomplete, InvalidInput, NotAllowed, Stale, WrongState
from training.mentoring.definitions import Definition, FormField, fingerprint
from training.mentoring.models import FormVersion, MentoringContact, Mentorship
from training.mentoring.register.models import Mentor, MentorReview, MentorReviewRevision
from training.regulations.queries import value_on
from training.rotation.capacities import Capacity
from training.signals import reviews_due

Status = MentorReview.Status
WRITER = (Capacity.MENTOR,)


def window_of(year: int) -> tuple[date, date]:
    """From when to when the review of a year is written, as regulated for it."""
    first = date(year, 1, 1)
    opens, due = (value_on(key, first) for key in ("mentoring.f9_opens", "mentoring.f9_due"))
    return date.fromisoformat(f"{year}-{opens}"), date.fromisoformat(f"{year}-{due}")


def open_reviews(day: date | None = None) -> int:
    """Each night: a review for everybody in the register who guided somebody this year; reminders before the day.

    A second call makes nothing twice. Returns how many were opened.
    """
    day = day or today()
    opens_on, due_on = window_of(day.year)
    if day < opens_on:
        return 0
    version = FormVersion.objects.valid_on(day).filter(code="F9").order_by("-number").first()
    if version is None or not Definition.of(version).is_fillable:
        return 0
    year = Q(valid_to__isnull=True) | Q(valid_to__gte=date(day.year, 1, 1))
    guided = Mentorship.objects.filter(year, valid_from__lte=day).values("mentor")
    owing = Mentor.objects.filter(pk__in=guided, left_on=None).exclude(reviews__year=day.year)
    with transaction.atomic():
        made = MentorReview.objects.bulk_create(
            [
                MentorReview(mentor=mentor, year=day.year, version=version, opens_on=opens_on, due_on=due_on)
                for mentor in owing
            ],
            ignore_conflicts=True,
        )
    opened = MentorReview.objects.filter(year=day.year, mentor__in=[review.mentor_id for review in made])
    announce(opened, "opened")
    for days in value_on("mentoring.f9_remind_days", day):
        near = MentorReview.objects.unsigned().filter(due_on__lte=day + timedelta(days=days), due_on__gte=day)
        announce(near, f"{days} days")
    announce(MentorReview.objects.overdue(day).filter(due_on__gte=day - timedelta(days=60)), "late")
    return len(made)


def announce(reviews: Iterable[MentorReview], occasion: str) -> None:
    found = list(reviews)
    if found:
        transaction.on_commit(lambda: reviews_due.send(MentorReview, reviews=found, occasion=occasion))


def latest_answers(review: MentorReview) -> dict[str, Any]:
    """The answers of the highest revision; before the first, what the portal already knows."""
    revision = review.revisions.filter(number=review.revision_number).first()
    return dict(revision.answers) if revision else _known(review)


def _known(review: MentorReview) -> dict[str, Any]:
    """Figures of the year, to begin with; the mentor may change them."""
    first = date(review.year, 1, 1)
    held = MentoringContact.objects.held().filter(
        mentorship__mentor=review.mentor_id, happened_at__date__gte=first, happened_at__date__lte=review.due_on
    )
    known = {"contacts_held": held.count}
    fields = Definition.of(review.version).fields()
    return {item.id: known[item.data["default_from"]]() for item in fields if "default_from" in item.data}


def save_review(review: MentorReview, answers: dict[str, Any], *, base_version: int, by) -> MentorReview:
    """Add a revision with what was written; the same answers twice add one.

    Raises ``NotAllowed``, ``WrongState`` (confirmed), ``InvalidInput``, ``Stale`` where another device wrote since;
    what was typed stays on the device that typed it.
    """
    with transaction.atomic():
        review = _locked(review, by)
        definition = Definition.of(review.version)
        given = {item.id: _cleaned(item, answers[item.id]) for item in definition.fields() if item.id in answers}
        current = latest_answers(review) if review.revision_number else {}
        joined = current | given
        if joined == current:
            return review
        if base_version != review.revision_number:
            raise Stale(_("Another device wrote in this review since. Load it anew; what you typed is kept here."))
        _add_revision(review, joined, by)
    return review


def sign_review(review: MentorReview, *, by) -> MentorReview:
    """Confirm the review as it stands: the revision carries who, when and its fingerprint (rules.md E2).

    A second call changes nothing. Raises ``NotAllowed``, ``Incomplete`` with a sentence for each empty answer.
    """
    with transaction.atomic():
        fresh = MentorReview.objects.select_for_update().select_related("mentor__person", "version").get(pk=review.pk)
        if fresh.is_signed and fresh.mentor.person.user_id == by.pk:
            return fresh
        review = _locked(fresh, by)
        answers = latest_answers(review)
        missing = Definition.of(review.version).missing(answers, WRITER)
        if missing:
            raise Incomplete(missing)
        revision = review.revisions.filter(number=review.revision_number).first()
        if revision is None or revision.signed_at is not None:
            revision = _add_revision(review, answers, by)
        moment = now()
        revision.signed_by, revision.signed_at = by, moment
        revision.save(update_fields=["signed_by", "signed_at"])
        review.status, review.signed_at = Status.SIGNED, moment
        review.save(update_fields=["status", "signed_at"])
        log(review, "training.review.sign", user=by, data={"sha256": revision.sha256})
    return review


def return_review(review: MentorReview, *, reason: str, by) -> MentorReview:
    """The Committee gives a confirmed review back; the confirmed revision stays, the next is added above it."""
    if not by.has_perm("training.change_register"):
        raise NotAllowed(_("Only officers of the Organisation Committee give a self-review back."))
    with transaction.atomic():
        review = MentorReview.objects.select_for_update().select_related("mentor__person", "version").get(pk=review.pk)
        if not review.is_signed:
            raise WrongState(_("Only a confirmed self-review can be given back."))
        if not reason.strip():
            raise InvalidInput(_("Say what should be corrected."))
        review.status, review.signed_at = Status.DRAFT, None
        review.save(update_fields=["status", "signed_at"])
        log(review, "training.review.return", user=by, data={"reason": reason.strip()})
        announce([review], f"returned:{review.revision_number}")
    return review


@dataclass(frozen=True)
class Told:
    """One part of a review for reading: its title, and each question with the answer in words."""

    title: str
    answers: list[tuple[FormField, str]]


def told_of(review: MentorReview) -> list[Told]:
    answers = latest_answers(review) if review.revision_number else {}
    parts = Definition.of(review.version).sections
    return [Told(part.title, [(item, _in_words(item, answers.get(item.id))) for item in part.fields]) for part in parts]


def _in_words(item: FormField, value: Any) -> str:
    if value is None:
        return "–"
    if item.type == "scale":
        return f"{value}/5"
    return dict(item.choices).get(str(value), str(value))


def _locked(review: MentorReview, by) -> MentorReview:
    review = MentorReview.objects.select_for_update().select_related("mentor__person", "version").get(pk=review.pk)
    if review.mentor.person.user_id != by.pk:
        raise NotAllowed(_("A self-review is written by the mentor himself."))
    if review.is_signed:
        raise WrongState(_("This self-review is confirmed; it can no longer be changed."))
    return review


def _cleaned(item: FormField, value: Any) -> Any:
    try:
        return item.clean(value)
    except ValueError as error:
        raise InvalidInput(str(error)) from error


def _add_revision(review: MentorReview, answers: dict[str, Any], by) -> MentorReviewRevision:
    review.revision_number += 1
    review.status = Status.DRAFT
    review.save(update_fields=["revision_number", "status"])
    return MentorReviewRevision.objects.create(
        review=review,
        number=review.revision_number,
        answers=answers,
        sha256=fingerprint(answers),
        written_by=by,
        written_at=now(),
    )
