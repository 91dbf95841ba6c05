"""Making, changing and reviewing questions. What a question said stays; a change is a new version.

A question is used once a version of it is approved by somebody other than its maker; while a newer version waits for
its review, the approved one goes on being used (``Question.approved``).
"""

import hashlib
import json
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.errors import InvalidInput, NotAllowed, WrongState
from curriculum.permissions import require
from curriculum.questions.checking import check_content
from curriculum.questions.cleaning import clean_content
from curriculum.questions.content import QuestionContent
from curriculum.questions.models import Question, QuestionCategory, QuestionVersion
from curriculum.signals import questions_reviewed
from curriculum.vietnamese.text import nfc

CHANGE = "curriculum.change_questions"  # of the whole bank
WRITE = "curriculum.write_question"  # into one category
REVIEW = "curriculum.review_questions"
Review = QuestionVersion.Review


@transaction.atomic
def make_question(
    content: QuestionContent, *, category: QuestionCategory, identity: str = "", tags: Iterable[str] = (), by
) -> Question:
    """Put a question into the bank as a draft. The same content under the same identity is the question already there.

    Without an identity the words are it. Raises ``NotAllowed``, ``ImpossibleContent``; ``WrongState`` where the
    category has another question of this identity (change that one).
    """
    require(by, WRITE, category)
    content = clean_content(content)
    check_content(content)
    category = QuestionCategory.objects.select_for_update().get(pk=category.pk)
    identity = nfc(identity)[:200] or identity_of(content)
    there = category.questions.select_related("current").filter(identity=identity).first()
    if there is not None:
        if there.current.content == content.as_json():
            return there
        raise WrongState(_("The category already has a question of this identity. Change that one instead."))
    question = Question.objects.create(category=category, identity=identity)
    _add_version(question, content, by)
    question.tags.set(_tidy_tags(tags))
    log(question, "curriculum.question.create", user=by, data={"kind": content.kind.value, "category": category.path})
    return question


@transaction.atomic
def change_question(question: Question, content: QuestionContent, *, by, seen: int | None = None) -> Question:
    """Give the question a new version, a draft. Equal content: nothing happens.

    Raises as ``make_question``; ``WrongState`` where ``seen``, the version that was looked at, is no longer the newest.
    """
    held = _to_write(question, by)
    content = clean_content(content)
    check_content(content)
    if held.current.content == content.as_json():
        return held
    if seen is not None and seen != held.current.number:
        raise WrongState(
            _("Somebody else changed the question meanwhile: there is version %(number)s. Compare, then write anew.")
            % {"number": held.current.number}
        )
    version = _add_version(held, content, by)
    log(held, "curriculum.question.change", user=by, data={"version": version.number})
    return held


@transaction.atomic
def set_tags(question: Question, tags: Iterable[str], *, by) -> Question:
    """Give the question these tags and no others."""
    held, wanted = _to_write(question, by), _tidy_tags(tags)
    before = sorted(held.tags.names())
    if before != wanted:
        held.tags.set(wanted)
        log(held, "curriculum.question.tags", user=by, data={"before": before, "after": wanted})
    return held


@transaction.atomic
def move_question(question: Question, category: QuestionCategory, *, by) -> Question:
    """Put the question into another category. Raises ``WrongState`` where that has one of the same identity."""
    held = _to_write(question, by)
    require(by, WRITE, category)
    if held.category_id == category.pk:
        return held
    if category.questions.filter(identity=held.identity).exists():
        raise WrongState(_("The category already has a question of this identity."))
    before, held.category = held.category.path, category
    held.save(update_fields=["category"])
    log(held, "curriculum.question.move", user=by, data={"before": before, "after": category.path})
    return held


@transaction.atomic
def submit_for_review(question: Question, *, by) -> Question:
    """Ask somebody else to look at the newest version. Raises ``NotAllowed``, ``WrongState`` for a retired question."""
    held = _to_write(question, by)
    version = held.current
    if version.review in (Review.SUBMITTED, Review.APPROVED):
        return held
    if held.is_retired:
        raise WrongState(_("The question is retired. Bring it back first."))
    version.review = Review.SUBMITTED
    version.save(update_fields=["review"])
    log(held, "curriculum.question.submit", user=by, data={"version": version.number})
    return held


@transaction.atomic
def approve(question: Question, *, by, note: str = "", is_announced: bool = True) -> Question:
    """Let the submitted version be used from now on. Raises ``NotAllowed`` for its maker, ``WrongState``.

    Whoever reviews many at once announces them together (``announce_reviewed``).
    """
    held = _reviewed(question, by)
    if held.current.review != Review.APPROVED:
        _expect_submitted(held.current)
        _decide(held.current, Review.APPROVED, note, by)
        held.approved = held.current
        held.save(update_fields=["approved"])
        log(held, "curriculum.question.approve", user=by, data={"version": held.current.number})
        if is_announced:
            announce_reviewed([held.current], by=by)
    return held


@transaction.atomic
def send_back(question: Question, *, note: str, by, is_announced: bool = True) -> Question:
    """Return the submitted version with what has to be changed.

    Raises as ``approve``; ``InvalidInput`` without a note.
    """
    held = _reviewed(question, by)
    if held.current.review != Review.RETURNED:
        _expect_submitted(held.current)
        if not nfc(note):
            raise InvalidInput(_("Say what has to be changed."))
        _decide(held.current, Review.RETURNED, note, by)
        log(held, "curriculum.question.send_back", user=by, data={"version": held.current.number, "note": nfc(note)})
        if is_announced:
            announce_reviewed([held.current], by=by)
    return held


def announce_reviewed(versions: Sequence[QuestionVersion], *, by) -> None:
    """Say after the commit that the versions were approved or sent back together."""
    transaction.on_commit(lambda: questions_reviewed.send(QuestionVersion, versions=versions, by=by))


@transaction.atomic
def retire(question: Question, *, by) -> Question:
    """Draw the question no more; attempts keep it and it can come back."""
    return _set_retired(question, True, by)


@transaction.atomic
def bring_back(question: Question, *, by) -> Question:
    """Let a retired question be drawn again."""
    return _set_retired(question, False, by)


def identity_of(content: QuestionContent) -> str:
    """A mark of the words: the same content has the same one."""
    written = json.dumps(content.as_json(), ensure_ascii=False, sort_keys=True)
    return f"words:{hashlib.sha256(written.encode()).hexdigest()}"


def _lock(question: Question) -> Question:
    return Question.objects.select_for_update(of=("self",)).select_related("category", "current").get(pk=question.pk)


def _to_write(question: Question, by) -> Question:
    """The question, locked, for somebody who may write in its category."""
    held = _lock(question)
    require(by, WRITE, held.category)
    return held


def _reviewed(question: Question, by) -> Question:
    require(by, REVIEW)
    if by is None:
        raise NotAllowed(_("A review needs somebody who answers for it."))
    held = _lock(question)
    if held.current.made_by_id == by.pk:
        raise NotAllowed(_("Whoever wrote a question cannot review it. Somebody else has to look at it."))
    return held


def _expect_submitted(version: QuestionVersion) -> None:
    if version.review != Review.SUBMITTED:
        raise WrongState(_("This version has not been submitted for review."))


def _decide(version: QuestionVersion, review: str, note: str, by) -> None:
    version.review, version.review_note = review, nfc(note)
    version.reviewed_at, version.reviewed_by = now(), by
    version.save(update_fields=["review", "review_note", "reviewed_at", "reviewed_by"])


def _set_retired(question: Question, is_retired: bool, by) -> Question:
    require(by, CHANGE)
    held = _lock(question)
    if held.is_retired != is_retired:
        held.is_retired = is_retired
        held.save(update_fields=["is_retired"])
        log(held, f"curriculum.question.{'retire' if is_retired else 'bring_back'}", user=by)
    return held


def _add_version(question: Question, content: QuestionContent, by) -> QuestionVersion:
    number = question.current.number + 1 if question.current_id else 1
    version = QuestionVersion(question=question, number=number, made_at=now(), made_by=by)
    version.say(content)
    version.save()
    question.current = version
    question.save(update_fields=["current"])
    return version


def _tidy_tags(tags: Iterable[str]) -> list[str]:
    return sorted({nfc(tag)[:100] for tag in tags if nfc(tag)})
