"""Surveys of form F7 in each of their states, and the work diary of the demonstration's official."""

import json
from datetime import timedelta
from functools import cache
from typing import Any

from portal.city.context import City
from portal.city.days import moment
from portal.city.mentors import Pairing
from portal.city.names import DATA, NameBook
from portal.city.writing import write
from training.models import (
    DiaryEntry,
    Person,
    Posting,
    Survey,
    SurveyComment,
    SurveyRespondent,
    SurveySheet,
    TermForm,
    User,
)

Status, Role, Side = Survey.Status, SurveyRespondent.Role, SurveyRespondent.Side
ROLES = (Role.SUPERIOR, Role.PEER, Role.STAFF, Role.FRONT, Role.VILLAGE_HEAD, Role.PEER, Role.FRONT, Role.STAFF)
RUNNING = (Status.PREPARING, Status.OPEN, Status.CLOSED, Status.OPEN)  # of the latest; the last is over its day
VOID_EVERY = 12  # of so many, one found too few answers
SHARED_OF_THE_DIARY = 4  # pages the mentor may read; the oldest he has read


@cache
def words() -> dict[str, Any]:
    return json.loads((DATA / "feedback_and_diary.json").read_text(encoding="utf-8"))


class Surveys:
    """What people said of the officials whose postings run; the latest surveys stand in each of their states."""

    def __init__(self, city: City, officer: User):
        self.city, self.officer = city, officer
        self.dice = city.dice("surveys")
        self.names = NameBook(self.dice)
        self.surveys: list[Survey] = []
        self.people: list[SurveyRespondent] = []
        self.sheets: list[SurveySheet] = []
        self.comments: list[SurveyComment] = []

    def ask(self, told: Posting) -> None:
        """``told``: the posting of the story, whose survey is released."""
        due = TermForm.objects.filter(code="F7", opens_on__lte=self.city.day, posting__status=Posting.Status.ACTIVE)
        forms = list(due.exclude(status=TermForm.Status.CANCELLED).select_related("posting").order_by("due_on", "pk"))
        others = [form for form in reversed(forms) if form.posting_id != told.pk]
        running: dict[int, str] = dict(zip([form.pk for form in others], RUNNING, strict=False))
        for number, form in enumerate(forms):
            over = (
                Status.VOID if number % VOID_EVERY == VOID_EVERY - 1 and form.posting_id != told.pk else Status.RELEASED
            )
            self._survey(form, running.get(form.pk, over), is_late=form.pk == self._fourth(running))
        TermForm.objects.bulk_update(forms, ["status", "submitted_at", "locked_at"], batch_size=500)
        for rows in (self.surveys, self.people, self.sheets, self.comments):
            write(rows)

    @staticmethod
    def _fourth(running: dict[int, str]) -> int | None:
        return list(running)[-1] if len(running) == len(RUNNING) else None

    def _survey(self, form: TermForm, status: str, *, is_late: bool) -> None:
        day = self.city.day
        survey = Survey(form=form, status=status)
        if status == Status.PREPARING:
            form.status, form.submitted_at, form.locked_at = TermForm.Status.NOT_DUE, None, None
        else:
            survey.opened_by = self.officer
            survey.opens_on = form.opens_on + timedelta(days=4)
            survey.closes_on = survey.opens_on + timedelta(days=18)
            if status in RUNNING:
                survey.opens_on = day - timedelta(days=12)
                survey.closes_on = day - timedelta(days=2) if is_late else day + timedelta(days=6)
            form.status, form.locked_at = TermForm.Status.SUBMITTED, None
            form.submitted_at = moment(survey.opens_on, 9)
        if status in (Status.CLOSED, Status.RELEASED, Status.VOID):
            survey.closed_on = min(survey.closes_on, day)
        if status in (Status.RELEASED, Status.VOID):
            survey.released_on = survey.closed_on if status == Status.RELEASED else None
            form.status, form.locked_at = TermForm.Status.LOCKED, moment(survey.closed_on, 15)
        self.surveys.append(survey)
        asked = self._respondents(survey, 9 if form.month > 18 else 7)
        few: dict[str, int] = {Status.OPEN: 3, Status.VOID: 4, Status.PREPARING: 0}
        survey.answered = few.get(status, len(asked) - 1)
        for one in asked[: survey.answered]:
            one.has_answered = True
        if status in (Status.OPEN, Status.CLOSED, Status.RELEASED):
            self._answers(survey)

    def _respondents(self, survey: Survey, count: int) -> list[SurveyRespondent]:
        chosen = survey.status != Status.PREPARING
        found = []
        for number in range(count):
            role = ROLES[number % len(ROLES)]
            name = self.names.draw(self.dice.choice(Person.Sex.values), 1978).full
            by_mail = number % 3 != 2 and role != Role.VILLAGE_HEAD
            found.append(
                SurveyRespondent(
                    survey=survey,
                    full_name=name,
                    role=role,
                    office=self.dice.choice(words()["offices"][role]),
                    email=f"nguoi{len(self.people) + number}@hanoi.example" if by_mail else "",
                    phone="" if by_mail else f"09{self.dice.randrange(10**7, 10**8)}",
                    side=Side.MENTEE if number % 2 else Side.HOST,
                    is_chosen=chosen,
                    mail=SurveyRespondent.Mail.SENT if chosen and by_mail else SurveyRespondent.Mail.NONE,
                )
            )
        self.people += found
        self.dice.shuffle(found)
        return found

    def _answers(self, survey: Survey) -> None:
        for _answer in range(survey.answered):
            scores = {f"s{number}": self.dice.choice((3, 3, 4, 4, 4, 5, 5)) for number in range(1, 11)}
            if self.dice.random() < 0.2:
                del scores["s8"]
            self.sheets.append(SurveySheet(pk=self.city.identifier(self.dice), survey=survey, scores=scores))
        raw = survey.status != Status.RELEASED
        for question, found in (("q1", words()["well"]), ("q2", words()["better"])):
            for text in self.dice.sample(found, 2):
                state = SurveyComment.State.RAW if raw else SurveyComment.State.EDITED
                key = self.city.identifier(self.dice)
                self.comments.append(SurveyComment(pk=key, survey=survey, question=question, text=text, state=state))


def told_pairing(pairings: list[Pairing]) -> Pairing:
    """The official of the story with his present mentor."""
    return next(one for one in pairings if one.sending.story == "demo" and one.row.valid_to is None)


def keep_diary(city: City, pairings: list[Pairing]) -> None:
    """A page for most weeks of the demonstration's official; a few shared with his mentor."""
    pairing = told_pairing(pairings)
    dice = city.dice("diary")
    posting = pairing.sending.row
    monday = city.day - timedelta(days=city.day.weekday() + 7)
    pages: list[DiaryEntry] = []
    while monday > posting.effective_on:
        number = len(pages)
        shared = 0 < number <= SHARED_OF_THE_DIARY
        pages.append(
            DiaryEntry(
                key=city.identifier(dice),
                posting=posting,
                starts_on=monday,
                **words()["diary"][number % len(words()["diary"])],
                village_days=dice.choice((1, 1, 2)),
                receptions=dice.choice((0, 1, 1)),
                shared_with=pairing.row if shared else None,
                read_on=monday + timedelta(days=9) if shared and number > 2 else None,
                version=1,
                written_at=moment(monday + timedelta(days=4), 17),
            )
        )
        monday -= timedelta(days=7 if dice.random() < 0.8 else 14)
    write(pages)
