"""The same fifteen people in every test, named as in the demo. Ask for one and his whole situation is there.

The trainee and the chairman work in Phường Ba Đình, for which the unit officer answers. The young official is sent by
the Department of Home Affairs to Xã Ô Diên, whose secretary is the host head; a deputy there is the mentor. The
stranger has an account and nothing else.
"""

from functools import cached_property

from django.contrib.auth.models import AnonymousUser

from tests.factories.training import (
    AgencyFactory,
    LecturerFactory,
    MentorFactory,
    MentorshipFactory,
    PersonFactory,
    PositionFactory,
    PositionTitleFactory,
    PostingFactory,
    RoleGrantFactory,
    UnitFactory,
    UnitTypeFactory,
    UserFactory,
)
from training.models import Mentorship, Posting, Role, Unit, User

MEMBERS = (
    "trainee",
    "chairman",
    "young_official",
    "mentor",
    "host_head",
    "unit_officer",
    "lecturer",
    "training_office",
    "committee_officer",
    "registrar",
    "signatory",
    "auditor",
    "editor",
    "administrator",
    "stranger",
)
PASSWORD = "Coso-demo-2026"


class Cast:
    """Each member is made when first asked for, so that a test pays for whom it needs."""

    def __getitem__(self, name: str) -> User | AnonymousUser:
        return self.visitor if name == "visitor" else getattr(self, name)

    def everybody(self) -> dict[str, User]:
        return {name: getattr(self, name) for name in MEMBERS}

    # Places

    @cached_property
    def ward(self) -> Unit:
        return UnitFactory(
            code="00004", name="Phường Ba Đình", type=UnitTypeFactory(code="phuong", name_vi="phường", name_en="ward")
        )

    @cached_property
    def commune(self) -> Unit:
        return UnitFactory(
            code="09817", name="Xã Ô Diên", type=UnitTypeFactory(code="xa", name_vi="xã", name_en="commune")
        )

    @cached_property
    def department(self) -> Unit:
        return AgencyFactory(code="so-noi-vu", name="Sở Nội vụ")

    # People

    @cached_property
    def trainee(self) -> User:
        return self._employ("hocvien", "Nguyễn Thị Thu Hà", self.ward, "pc_vice_chairman", "Phó Chủ tịch UBND")

    @cached_property
    def chairman(self) -> User:
        return self._employ("chutich", "Trần Văn Bình", self.ward, "pc_chairman", "Chủ tịch UBND")

    @cached_property
    def young_official(self) -> User:
        user = self._employ("canbotre", "Lê Hoàng Đức", self.department, "specialist", "Chuyên viên")
        self.posting = PostingFactory(person=user.person, sending_unit=self.department, host_unit=self.commune)
        return user

    @cached_property
    def mentor(self) -> User:
        """The mentor of the young official, with the mentorship in force."""
        user = self._employ("huongdan", "Phạm Quốc Khánh", self.commune, "deputy_secretary", "Phó Bí thư Đảng ủy")
        self.mentorship = MentorshipFactory(posting=self.posting, mentor=MentorFactory(person=user.person))
        return user

    @cached_property
    def posting(self) -> Posting:
        return self.young_official.person.postings.get()

    @cached_property
    def mentorship(self) -> Mentorship:
        return self.mentor.person.mentor.mentorships.get()

    @cached_property
    def host_head(self) -> User:
        user = self._employ("chunha", "Đỗ Thị Ánh Tuyết", self.commune, "party_secretary", "Bí thư Đảng ủy")
        return self._grant(user, Role.UNIT_HEAD, unit=self.commune)

    @cached_property
    def unit_officer(self) -> User:
        user = self._employ("donvi", "Vũ Ngọc Anh", self.ward, "specialist", "Chuyên viên")
        return self._grant(user, Role.UNIT_COORDINATOR, unit=self.ward)

    @cached_property
    def lecturer(self) -> User:
        user = self._employ("giangvien", "Hoàng Minh Sơn", self.department, "specialist", "Chuyên viên")
        LecturerFactory(person=user.person, degree="TS.")
        return user

    @cached_property
    def training_office(self) -> User:
        return self._office("daotao", "Bùi Thanh Tùng", Role.TRAINING_OFFICE)

    @cached_property
    def committee_officer(self) -> User:
        return self._office("tochuc", "Ngô Phương Linh", Role.COMMITTEE_OFFICER)

    @cached_property
    def registrar(self) -> User:
        return self._office("vanthu", "Đặng Thị Hoa", Role.REGISTRAR)

    @cached_property
    def signatory(self) -> User:
        return self._office("kyten", "Dương Văn Lâm", Role.SIGNATORY)

    @cached_property
    def auditor(self) -> User:
        return self._office("kiemtra", "Lý Quang Vinh", Role.AUDITOR)

    @cached_property
    def editor(self) -> User:
        return self._office("bientap", "Mai Khánh Chi", Role.EDITOR)

    @cached_property
    def administrator(self) -> User:
        user = self._office("quantri", "Tạ Đình Phong", Role.SYSTEM_ADMIN)
        user.is_superuser = user.is_staff = True
        user.save()
        return user

    @cached_property
    def stranger(self) -> User:
        return self._account("nguoila", "Cao Bá Quát")

    @property
    def visitor(self) -> AnonymousUser:
        return AnonymousUser()

    # How they are made

    def _account(self, username: str, full_name: str) -> User:
        family_and_middle, given = full_name.rsplit(" ", 1)
        user = UserFactory.build(username=username, first_name=given, last_name=family_and_middle)
        user.set_password(PASSWORD)
        user.save()
        return user

    def _employ(self, username: str, full_name: str, unit: Unit, title_code: str, title: str) -> User:
        user = self._account(username, full_name)
        person = PersonFactory(user=user, full_name=full_name)
        title_row = PositionTitleFactory(
            code=title_code, name_vi=title, is_key_official=title_code not in {"specialist"}
        )
        PositionFactory(person=person, unit=unit, title=title_row)
        return user

    def _office(self, username: str, full_name: str, role: Role) -> User:
        return self._grant(self._employ(username, full_name, self.department, "specialist", "Chuyên viên"), role)

    def _grant(self, user: User, role: Role, unit: Unit | None = None) -> User:
        RoleGrantFactory(user=user, role=role, unit=unit)
        return user
