"""The bank of questions: written by the editor, approved by the training office, two of them changed since."""

from dataclasses import dataclass, replace
from datetime import timedelta

from curriculum.clock.time import set_to
from curriculum.models import Question
from curriculum.questions.reference import load_questions
from curriculum.questions.services import approve, change_question, submit_for_review
from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.days import moment
from training.models import Person

WRITTEN, CORRECTED, CHANGED = (timedelta(days=days) for days in (210, 120, 4))
CORRECTION = "<p>Bí thư nên nói nhiều và rõ nhất ở phần nào của hội nghị?</p>"
CHANGE = "<p>Trong mười phút đầu của buổi tiếp công dân, người tiếp nên làm gì trước tiên?</p>"


@dataclass
class Bank:
    """Fills the bank after the accounts are made."""

    city: City
    accounts: dict[str, Person]

    def fill(self) -> None:
        author, office = user_of(self.accounts["bientap"]), user_of(self.accounts["daotao"])
        with self._ago(WRITTEN):
            load_questions(maker=author, reviewer=office)
        with self._ago(CORRECTED):
            corrected = self._change("id:btx-8-2", CORRECTION, author)
            approve(corrected, by=office)
        with self._ago(CHANGED):
            self._change("id:ctx-7-4", CHANGE, author)

    def _change(self, identity: str, text: str, author) -> Question:
        question = Question.objects.select_related("current").get(identity=identity)
        changed = change_question(question, replace(question.current.said, text=text), by=author)
        return submit_for_review(changed, by=author)

    def _ago(self, span: timedelta):
        return set_to(moment(self.city.day - span, 9))
