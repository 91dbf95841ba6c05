"""Loading the questions written for the programmes: a bank to begin with, and the bank of the demonstration city."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from taggit.models import Tag, TaggedItem

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from curriculum.clock.time import now
from curriculum.questions.categories import category_at
from curriculum.questions.checking import check_content
from curriculum.questions.cleaning import clean_content
from curriculum.questions.content import (
    Accepted,
    AcceptedNumber,
    Criterion,
    Gap,
    Item,
    Kind,
    Level,
    Option,
    Pair,
    QuestionContent,
)
from curriculum.questions.models import Question, QuestionVersion

DATA = Path(__file__).parent / "data"
Review = QuestionVersion.Review


@transaction.atomic
def load_questions(*, maker, reviewer) -> list[Question]:
    """Put the questions of ``data/`` into the bank, written by one person and approved by another.

    What is there already, found by its identity, is left as its authors made it. Returns the questions that were added.
    """
    added: list[tuple[Question, dict[str, Any], list[str]]] = []
    for file in _written():
        category = category_at(file["category"], by=None)
        there = set(category.questions.values_list("identity", flat=True))
        for facts in file["questions"]:
            if f"id:{facts['id']}" not in there:
                question = Question(category=category, identity=f"id:{facts['id']}")
                added.append((question, facts, file["tags"]))
    questions = Question.objects.bulk_create([question for question, _facts, _tags in added])
    versions = [_version(question, facts, maker, reviewer) for question, facts, _tags in added]
    for version in QuestionVersion.objects.bulk_create(versions):
        version.question.current = version
        version.question.approved = version if version.review == Review.APPROVED else None
    Question.objects.bulk_update(questions, ["current", "approved"])
    _tag((question, tags) for question, _facts, tags in added)
    return questions


def content_from(facts: Mapping[str, Any]) -> QuestionContent:
    """The content of one question of a file, clean and checked."""
    kind = Kind(facts["kind"])
    options = _options(facts.get("options", ()))
    if kind is Kind.TRUE_FALSE:
        right = (Decimal(100), Decimal(0)) if facts["answer"] else (Decimal(0), Decimal(100))
        options = (Option("true", "Đúng", right[0]), Option("false", "Sai", right[1]))
    content = clean_content(
        QuestionContent(
            kind=kind,
            name=facts["name"],
            text=facts["text"],
            points=_number(facts.get("points", 1)),
            feedback=facts.get("feedback", ""),
            is_shuffled=kind is not Kind.TRUE_FALSE,
            folds_tones=facts.get("folds_tones", False),
            options=options,
            pairs=tuple(Pair(key, *pair) for key, pair in zip(ascii_lowercase, facts.get("pairs", ()), strict=False)),
            items=tuple(Item(key, text) for key, text in zip(ascii_lowercase, facts.get("items", ()), strict=False)),
            accepted=_accepted(facts.get("accepted", ())),
            numbers=_numbers(facts.get("numbers", ())),
            gaps=tuple(_gap(str(place), gap) for place, gap in enumerate(facts.get("gaps", ()), start=1)),
            rubric=tuple(
                Criterion(key, name, tuple(Level(_number(points), text) for points, text in levels))
                for key, (name, levels) in zip(ascii_lowercase, facts.get("rubric", ()), strict=False)
            ),
            model_answer=facts.get("model_answer", ""),
        )
    )
    check_content(content)
    return content


@cache
def _written() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.json"))]


def _version(question: Question, facts: dict[str, Any], maker, reviewer) -> QuestionVersion:
    review = Review(facts.get("review", Review.APPROVED))
    version = QuestionVersion(question=question, number=1, made_at=now(), made_by=maker, review=review)
    if review in (Review.APPROVED, Review.RETURNED):
        version.reviewed_by, version.reviewed_at, version.review_note = reviewer, now(), facts.get("note", "")
    version.say(content_from(facts))
    return version


def _tag(tagged: Iterable[tuple[Question, Sequence[str]]]) -> None:
    kept: dict[str, Tag] = {}
    kind, rows = ContentType.objects.get_for_model(Question), []
    for question, names in tagged:
        for name in names:
            kept[name] = kept.get(name) or Tag.objects.get_or_create(name=name)[0]
            rows.append(TaggedItem(tag=kept[name], content_type=kind, object_id=question.pk))
    TaggedItem.objects.bulk_create(rows)


def _options(rows: Sequence[Sequence[Any]]) -> tuple[Option, ...]:
    return tuple(
        Option(key, text, _number(credit), *feedback)
        for key, (text, credit, *feedback) in zip(ascii_lowercase, rows, strict=False)
    )


def _accepted(rows: Sequence[Sequence[Any]]) -> tuple[Accepted, ...]:
    return tuple(Accepted(text, _number(credits_[0] if credits_ else 100)) for text, *credits_ in rows)


def _numbers(rows: Sequence[Sequence[Any]]) -> tuple[AcceptedNumber, ...]:
    return tuple(
        AcceptedNumber(_number(value), _number(tolerance), _number(credit), *feedback)
        for value, tolerance, credit, *feedback in rows
    )


def _gap(key: str, gap: Mapping[str, Any]) -> Gap:
    return Gap(
        key=key,
        points=gap.get("points", 1),
        options=_options(gap.get("options", ())),
        accepted=_accepted(gap.get("accepted", ())),
        numbers=_numbers(gap.get("numbers", ())),
    )


def _number(value: float | str) -> Decimal:
    return Decimal(str(value))
