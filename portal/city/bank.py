"""The bank of questions: written by the editor, approved by the training office, two of them changed since. Each
category belongs to a module; the lecturer has written for those he teaches.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from curriculum.clock.time import set_to
from curriculum.models import ModulePage, Question, QuestionCategory
from curriculum.questions.categories import assign_category
from curriculum.questions.reference import content_from, load_questions
from curriculum.questions.services import approve, change_question, make_question, send_back, submit_for_review
from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.days import moment
from training.models import Person

WRITTEN, CORRECTED, CHANGED = (timedelta(days=days) for days in (210, 120, 4))
LATELY = timedelta(days=2)
RECEPTION = "Tiếp công dân và đối thoại"
MODULES = {
    "Đánh giá, xếp loại cán bộ": "btx/chuyen-de-3",
    "Luân chuyển, điều động, biệt phái": "btx/chuyen-de-3",
    "Chủ trì hội nghị và ban hành nghị quyết": "btx/chuyen-de-8",
    "Chính quyền cấp xã và địa giới hành chính": "ctx/chuyen-de-1",
    "Điều hành và văn bản hành chính": "ctx/chuyen-de-10",
    "Dữ liệu cá nhân, bí mật nhà nước, giao dịch điện tử": "ctx/chuyen-de-6",
    RECEPTION: "ctx/chuyen-de-7",
}
DRAFTED = {
    "kind": "ordering",
    "name": "Các bước trả lời một kiến nghị",
    "text": "<p>Sắp xếp các bước từ khi nhận kiến nghị đến khi khép lại.</p>",
    "items": ["Ghi vào sổ theo dõi", "Giao người chịu trách nhiệm", "Trả lời đúng hẹn", "Kiểm tra kết quả"],
}
WAITING = {
    "kind": "true_false",
    "name": "Hẹn ngày trả lời",
    "text": "<p>Khi chưa có phương án, người tiếp công dân vẫn nên hẹn một ngày trả lời cụ thể.</p>",
    "answer": True,
    "feedback": "<p>Một ngày hẹn cụ thể giữ được lòng tin, kể cả khi việc chưa xong.</p>",
}
RETURNED = {
    "kind": "single",
    "name": "Người dân to tiếng tại phòng tiếp dân",
    "text": "<p>Một người dân to tiếng. Đồng chí làm gì trước tiên?</p>",
    "options": [["Mời ngồi, nghe hết rồi nhắc lại điều đã nghe", 100], ["Gọi công an", 0], ["Mời về", 0]],
}
WHY = (
    "Hai phương án sai quá lộ nên ai cũng chọn đúng. Đồng chí thay bằng cách xử lý hay gặp nhưng chưa đúng, và thêm "
    "phản hồi cho từng phương án."
)
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
            self._assign()
        with self._ago(CORRECTED):
            corrected = self._change("id:btx-8-2", CORRECTION, author)
            approve(corrected, by=office)
        with self._ago(CHANGED):
            self._change("id:ctx-7-4", CHANGE, author)

    def hear_lecturer(self) -> None:
        """What the lecturer wrote of late: a draft, one that waits, one that was sent back. After the timetable."""
        lecturer, office = user_of(self.accounts["giangvien"]), user_of(self.accounts["daotao"])
        drawer = QuestionCategory.objects.get(name=RECEPTION)
        with self._ago(CHANGED):
            made = [
                make_question(content_from(facts), category=drawer, tags=["CTX", "chuyên đề 7"], by=lecturer)
                for facts in (RETURNED, WAITING, DRAFTED)
            ]
            for question in made[:2]:
                submit_for_review(question, by=lecturer)
        with self._ago(LATELY):
            send_back(made[0], note=WHY, by=office)

    def _assign(self) -> None:
        pages = {"/".join(page.url_path.strip("/").split("/")[-2:]): page for page in ModulePage.objects.all()}
        for name, place in MODULES.items():
            assign_category(QuestionCategory.objects.get(name=name), pages[place].page_ptr, by=None)

    def _change(self, identity: str, text: str, author) -> Question:
        question = Question.objects.select_related("current").get(identity=identity)
        changed = change_question(question, replace(question.current.said, text=text), by=author)
        return submit_for_review(changed, by=author)

    def _ago(self, span: timedelta):
        return set_to(moment(self.city.day - span, 9))
