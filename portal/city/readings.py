"""What the lessons of the running class hold besides text: a video, a package, electives, a note of the trainee."""

import io
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from wagtail.documents.models import Document
from wagtail.rich_text import RichText

from curriculum.clock.time import set_to
from curriculum.lessons.papers import collection_named, keep_paper
from curriculum.lessons.reference import COLLECTION, publish_under
from curriculum.models import ElectiveGroup, LessonPage, ModulePage, PackagePage, ProgrammePage
from curriculum.notes.services import write_note
from curriculum.packages.services.uploads import take_in
from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.days import moment
from portal.city.stories import ClassStories
from training.models import Person

DATA = Path(__file__).parent / "data"
SOCIETY, DEFENCE, PRESS = 7, 8, 9  # the modules of programme CTX one chooses among, from 0
RECEPTION = "tiep-cong-dan-tu-lang-nghe-den-tra-loi-dung-hen"
MADE = (2026, 1, 5, 8, 0, 0)  # the moment in the archive, so that the package is the same byte for byte
NOTE = (
    "Sáng thứ Hai tới: xin bộ phận một cửa danh sách hồ sơ quá hẹn của tháng, gọi lại từng hộ trước buổi tiếp dân.\n"
    "Hỏi thêm cô Lan Anh: việc vượt thẩm quyền thì ghi giấy hẹn thế nào?"
)


@dataclass
class Readings:
    """Adds to the lessons of programme CTX what the demonstration should show of the reader."""

    city: City
    stories: ClassStories
    accounts: dict[str, Person]

    def add(self) -> None:
        programme = self.stories.courses["running"].programme.page
        modules = list(ModulePage.objects.descendant_of(programme).live().order_by("path"))
        self._society(modules[SOCIETY])
        self._storm(modules[DEFENCE])
        self._elect(programme, [modules[place] for place in (SOCIETY, DEFENCE, PRESS)])
        lesson = LessonPage.objects.descendant_of(programme).get(slug=RECEPTION)
        self._offer_package(lesson)
        with set_to(moment(self.city.day - timedelta(days=1), 21, 15)):
            write_note(lesson, NOTE, base=0, by=user_of(self.accounts["hocvien"]))

    def _society(self, module: ModulePage) -> None:
        words = (
            "<p>Danh sách hộ nghèo sai một tên thì cả thôn mất tin vào cả danh sách. Rà soát trong một buổi có năm "
            "bước: đọc danh sách cũ trước thôn, đi từng nhà còn ý kiến, ghi điều mắt thấy, họp lấy ý kiến, niêm yết "
            "kèm nơi nhận phản ánh.</p>"
        )
        question = "<p>Ở thôn của đồng chí, ai chưa từng được hỏi khi lập danh sách?</p>"
        body = [("text", RichText(words)), ("callout", {"kind": "question", "text": RichText(question)})]
        self._lesson(module, "Rà soát hộ nghèo trong một buổi", "ra-soat-ho-ngheo", body, minutes=4)

    def _storm(self, module: ModulePage) -> None:
        """A video of a few slides with captions, completed by watching it."""
        video = {
            "video": _kept("Ba câu hỏi trước mùa mưa bão", "storm.webm"),
            "captions": _kept("Phụ đề: Ba câu hỏi trước mùa mưa bão", "storm.vtt"),
            "title": "Ba câu hỏi trước mùa mưa bão",
        }
        words = "<p>Xem đoạn ngắn dưới đây (không có tiếng, có phụ đề), rồi trả lời ba câu cho thôn xa nhất.</p>"
        body = [("text", RichText(words)), ("video", video)]
        watched = LessonPage.Completion.WATCHED
        self._lesson(module, "Ba câu hỏi trước mùa mưa bão", "ba-cau-hoi", body, minutes=3, completion=watched)

    @staticmethod
    def _lesson(module: ModulePage, title: str, slug: str, body: list, **facts) -> None:
        publish_under(module, LessonPage(title=title, slug=slug, body=body, **facts))

    @staticmethod
    def _elect(programme: ProgrammePage, modules: list[ModulePage]) -> None:
        """Two of three modules are enough."""
        group = ElectiveGroup.objects.create(programme=programme, name="Chuyên đề tự chọn", least=2, sort_order=0)
        for module in modules:
            module.elective_group = group
            module.save_revision(clean=False).publish()

    def _offer_package(self, lesson: LessonPage) -> None:
        """A small package made for the demonstration, below the module and as a card at the end of the lesson."""
        package = take_in(reception(), name="tiep-cong-dan.zip", by=user_of(self.accounts["bientap"]))
        page = PackagePage(title=package.title, slug="tiep-cong-dan-chon-cach-xu-ly", package=package, minutes=5)
        publish_under(lesson.get_parent(), page)
        lesson.body.append(("package", {"page": page, "introduction": "Thử chọn cách xử lý, chừng năm phút."}))
        lesson.save_revision(clean=False).publish()


def reception() -> io.BytesIO:
    """The package of the demonstration (SCORM 1.2), put together from its files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted((DATA / "reception").iterdir()):
            archive.writestr(zipfile.ZipInfo(path.name, MADE), path.read_bytes())
    made.seek(0)
    return made


def _kept(title: str, name: str) -> Document:
    content = (DATA / "storm" / name).read_bytes()
    return keep_paper(title, name, content, collection_named(COLLECTION, signed_in_only=True))
