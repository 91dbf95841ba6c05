"""The pages that are measured, each as the demo account for which it is made. Add a line for a new page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from certificates.models import Certificate, IssueBatch
from curriculum.clock.time import today
from curriculum.models import LessonPage
from training.models import Mentorship, Posting, TrainingClass, User

WORKSPACE, OFFICE, PUBLIC = 15, 40, 40  # queries


@dataclass(frozen=True)
class Page:
    """``path`` may hold ``{}`` for what ``find`` gives; ``share`` n asks for B/n requests a second."""

    name: str
    account: str
    path: str
    queries: int
    find: Callable[[User], object] | None = None
    share: int | None = None

    def address(self, user: User | None) -> str | None:
        """The path to ask for; None where the city holds no such thing for this person."""
        if self.find is None:
            return self.path
        found = self.find(user)
        return None if found is None else self.path.format(found)


def first(rows: QuerySet, field: str = "pk") -> object:
    return rows.order_by("pk").values_list(field, flat=True).first()


def a_lesson(user: User) -> object:
    """A lesson of a programme in which the person is enrolled."""
    lessons = LessonPage.objects.live().order_by("pk")
    return next((lesson.pk for lesson in lessons if user.has_perm("curriculum.open_lesson", lesson)), None)


def own_class(user: User) -> object:
    return first(TrainingClass.objects.filter(enrolments__person__user=user))


def taught_class(user: User) -> object:
    return first(TrainingClass.objects.filter(meetings__lecturer__person__user=user).distinct())


def largest_class(user: User) -> object:
    return (
        TrainingClass.objects.annotate(people=Count("enrolments"))
        .order_by("-people")
        .values_list("pk", flat=True)
        .first()
    )


def guided_posting(user: User) -> object:
    return first(Mentorship.objects.current().of_mentor(user), "posting")


def guided_person(user: User) -> object:
    return first(Mentorship.objects.current().of_mentor(user), "posting__person")


def a_posted_person(user: User) -> object:
    return first(Posting.objects.active(), "person")


def own_posting(user: User) -> object:
    return first(Posting.objects.active().filter(person__user=user))


PAGES = [
    Page("trainee: home", "hocvien", "/learn/", WORKSPACE, share=60),
    Page("trainee: calendar", "hocvien", "/learn/calendar/", WORKSPACE, share=60),
    Page("trainee: classes", "hocvien", "/learn/classes/", WORKSPACE),
    Page("trainee: class", "hocvien", "/learn/classes/{}/", WORKSPACE, own_class),
    Page("trainee: lessons", "hocvien", "/learn/lessons/", WORKSPACE),
    Page("trainee: lesson", "hocvien", "/learn/lessons/{}/", WORKSPACE, a_lesson, share=40),
    Page("trainee: certificates", "hocvien", "/learn/certificates/", WORKSPACE),
    Page("trainee: record", "hocvien", "/learn/record/", WORKSPACE),
    Page("mentor: home", "huongdan", "/mentor/", WORKSPACE, share=60),
    Page("mentor: posting", "huongdan", "/mentor/postings/{}/", WORKSPACE, guided_posting),
    Page("host head: home", "chunha", "/mentor/host/", WORKSPACE),
    Page("young official: posting", "canbotre", "/mentor/postings/{}/", WORKSPACE, own_posting),
    Page("lecturer: home", "giangvien", "/teach/", WORKSPACE),
    Page("lecturer: meetings", "giangvien", "/teach/meetings/", WORKSPACE),
    Page("lecturer: class", "giangvien", "/teach/classes/{}/", WORKSPACE, taught_class),
    Page("lecturer: mark sheet", "giangvien", "/teach/classes/{}/marks/", WORKSPACE, taught_class, share=120),
    Page("unit: home", "donvi", "/unit/", WORKSPACE),
    Page("unit: people", "donvi", "/unit/people/", WORKSPACE),
    Page("unit: classes", "donvi", "/unit/classes/", WORKSPACE),
    Page("notices", "hocvien", "/notices/", WORKSPACE),
    Page("office: home", "daotao", "/admin/", OFFICE),
    Page("office: classes", "daotao", "/admin/classes/", OFFICE),
    Page("office: class", "daotao", "/admin/classes/{}/", OFFICE, largest_class),
    Page("office: timetable", "daotao", "/admin/classes/{}/timetable/", OFFICE, largest_class),
    Page("office: results", "daotao", "/admin/classes/{}/results/", OFFICE, largest_class),
    Page("office: board", "daotao", "/admin/timetable/", OFFICE),
    Page("office: a year on the board", "daotao", f"/admin/timetable/{today().year}/rows.json", OFFICE),
    Page("office: nominations", "daotao", "/admin/nominations/", OFFICE),
    Page("office: lecturers", "daotao", "/admin/lecturers/", OFFICE),
    Page("Committee: postings", "tochuc", "/admin/postings/", OFFICE),
    Page("Committee: posting", "tochuc", "/admin/postings/{}/", OFFICE, lambda user: first(Posting.objects.active())),
    Page("Committee: forms", "tochuc", "/admin/term-forms/", OFFICE),
    Page("Committee: waves", "tochuc", "/admin/waves/", OFFICE),
    Page("Committee: mentoring in numbers", "tochuc", "/admin/mentoring/", OFFICE),
    Page("Committee: record of an official", "tochuc", "/admin/people/{}/record/", OFFICE, a_posted_person),
    Page("mentor: record of an official", "huongdan", "/records/{}/", WORKSPACE, guided_person),
    Page("registrar: certificates", "vanthu", "/admin/certificates/", OFFICE),
    Page("registrar: due", "vanthu", "/admin/certificates/due/", OFFICE),
    Page("registrar: issues", "vanthu", "/admin/certificates/issues/", OFFICE),
    Page(
        "registrar: issue",
        "vanthu",
        "/admin/certificates/issues/{}/",
        OFFICE,
        lambda user: first(IssueBatch.objects.all()),
    ),
    Page("auditor: certificates", "kiemtra", "/admin/certificates/", OFFICE),
    Page("public: home", "", "/", PUBLIC),
    Page("public: verify", "", "/verify/", PUBLIC),
    Page(
        "public: certificate",
        "",
        "/verify/{}/",
        PUBLIC,
        lambda user: first(Certificate.objects.all(), "verification_code"),
    ),
]
