"""What lies before the story: a programme with one module, a room, the people, the forms and the designs."""

from dataclasses import dataclass
from datetime import date

from wagtail.models import Page, Site

from certificates.designs.reference import load_designs
from curriculum.models import ModulePage, ProgrammeAssessment, ProgrammeIndexPage, ProgrammePage
from portal.pages.models import HomePage
from portal.pages.publishing import set_up_publishing
from tests.cast import Cast
from tests.factories.curriculum import ModulePageFactory, ProgrammePageFactory
from tests.factories.training import (
    MentorFactory,
    PersonFactory,
    PositionFactory,
    PositionTitleFactory,
    RoomFactory,
    UserFactory,
)
from training.mentoring.reference import load_competencies, load_forms
from training.models import Lecturer, Mentor, Person, Room
from training.nominations.reference import load_eligibility_rules
from training.people.grants import keep_groups_in_step


@dataclass(frozen=True)
class Stage:
    """What the steps of the story need to name."""

    programme: ProgrammePage
    module: ModulePage
    room: Room
    lecturer: Lecturer
    official: Person
    mentor: Mentor


def set_stage(cast: Cast) -> Stage:
    """Everything that stands ready on the first morning. Nobody is posted yet, and there is no class and no lesson."""
    load_competencies()
    load_forms()
    load_eligibility_rules()
    signer = {"institution": "LHP", "person": cast.signatory.person, "title": "Phó Hiệu trưởng"}
    load_designs([signer | {"capacity": "kt", "on_behalf_of": "Hiệu trưởng", "valid_from": date(2020, 1, 1)}])
    programme, module = _programme()
    keep_groups_in_step(cast.editor, cast.training_office)
    for member in (cast.trainee, cast.chairman, cast.unit_officer, cast.host_head):
        assert member.person.pk
    official = _employed("canbotre", "Lê Hoàng Đức", cast.department, "specialist", "Chuyên viên")
    mentor = _employed("huongdan", "Phạm Quốc Khánh", cast.commune, "deputy_secretary", "Phó Bí thư Đảng ủy")
    return Stage(
        programme=programme,
        module=module,
        room=RoomFactory(name="Phòng 201 nhà B", address="Trường Đào tạo cán bộ Lê Hồng Phong"),
        lecturer=cast.lecturer.person.lecturer,
        official=official,
        mentor=MentorFactory(person=mentor),
    )


def _programme() -> tuple[ProgrammePage, ModulePage]:
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Cơ Sở", slug="trang-chu"))
    Site.objects.filter(is_default_site=True).update(root_page=home)
    Site.clear_site_root_paths_cache()
    set_up_publishing(home)
    index = home.add_child(instance=ProgrammeIndexPage(title="Chương trình", slug="chuong-trinh"))
    programme = ProgrammePageFactory(
        parent=index, title="Bồi dưỡng chủ tịch, phó chủ tịch UBND xã, phường", code="CTX", days=2, periods=8
    )
    ProgrammeAssessment.objects.create(
        programme=programme, name="Bài thu hoạch", form="reflective_report", weight_percent=100
    )
    return programme, ModulePageFactory(parent=programme, title="Điều hành công việc của UBND", theory_periods=8)


def _employed(username: str, full_name: str, unit, title_code: str, title: str) -> Person:
    family_and_middle, given = full_name.rsplit(" ", 1)
    user = UserFactory(username=username, first_name=given, last_name=family_and_middle)
    person = PersonFactory(user=user, full_name=full_name)
    PositionFactory(person=person, unit=unit, title=PositionTitleFactory(code=title_code, name_vi=title))
    return person
