"""The versions of lessons that the running classes read, and one lesson that was published anew since."""

from wagtail.rich_text import RichText

from curriculum.models import LessonPage
from training.materials.queries import READING
from training.materials.services import pin_lessons
from training.models import Person, TrainingClass

NOTE = "<p>Bổ sung sau khi lớp khai giảng: ghi ngay vào biên bản ai làm, khi nào xong, ai kiểm tra.</p>"


def keep_versions(accounts: dict[str, Person]) -> None:
    """Each class under way has its versions; the lecturer of the demonstration finds a newer one of a lesson."""
    classes = TrainingClass.objects.filter(status__in=READING).select_related("programme")
    for held in classes:
        pin_lessons(held)
    taught = classes.filter(meetings__lecturer__person=accounts["giangvien"]).order_by("opens_on", "pk")
    lessons = (LessonPage.objects.live().descendant_of(held.programme).order_by("path").first() for held in taught)
    lesson = next(filter(None, lessons), None)
    if lesson is not None:
        lesson.body.append(("callout", {"kind": "important", "text": RichText(NOTE)}))
        lesson.save_revision(clean=False).publish()
