"""The demonstration accounts: fixed names, one password, each the door to one workspace."""

from dataclasses import dataclass
from datetime import date, timedelta

from allauth.account.models import EmailAddress

from django.conf import settings
from django.contrib.auth.hashers import make_password

from portal.city.context import City
from portal.city.days import add_months
from portal.city.names import DrawnName, name_person
from portal.city.places import COMMITTEE, DEMO_SENDER, INSPECTION, OFFICE, SCHOOL, TWO_LEVELS
from portal.city.seats import LEADERS, LECTURER, Seat
from training.models import Person, Role, RoleGrant, Unit, User

MAIL_DOMAIN = "coso.example"  # reserved by RFC 2606: nothing sent there arrives anywhere


@dataclass(frozen=True)
class DemoAccount:
    """One account and the person behind it; ``born_years_ago`` is the age on the day of loading."""

    username: str
    family: str
    middle: str
    given: str
    sex: str
    age: int
    about: str
    roles: tuple[str, ...] = ()

    @property
    def name(self) -> DrawnName:
        return DrawnName(self.family, self.middle, self.given)


MALE, FEMALE = Person.Sex.MALE, Person.Sex.FEMALE

DEMO_ACCOUNTS = (
    DemoAccount("hocvien", "Nguyễn", "Thị Thu", "Hà", FEMALE, 41, "học viên, phó chủ tịch UBND xã"),
    DemoAccount("chutich", "Trần", "Quang", "Vinh", MALE, 46, "học viên, chủ tịch UBND cùng xã"),
    DemoAccount("canbotre", "Lê", "Minh", "Đức", MALE, 33, "cán bộ trẻ luân chuyển về xã"),
    DemoAccount("giangvien", "Phạm", "Thị Lan", "Anh", FEMALE, 44, "giảng viên"),
    DemoAccount("huongdan", "Đỗ", "Văn", "Thắng", MALE, 52, "người hướng dẫn, phó bí thư thường trực"),
    DemoAccount("chunha", "Hoàng", "Mạnh", "Cường", MALE, 49, "thủ trưởng nơi đến, bí thư đảng ủy xã"),
    DemoAccount("donvi", "Vũ", "Thị Ngọc", "Bích", FEMALE, 36, "đầu mối đơn vị của xã"),
    DemoAccount("daotao", "Bùi", "Thanh", "Tùng", MALE, 45, "phòng quản lý đào tạo", (Role.TRAINING_OFFICE,)),
    DemoAccount(
        "tochuc", "Đặng", "Thị Hồng", "Nhung", FEMALE, 39, "chuyên viên Ban Tổ chức", (Role.COMMITTEE_OFFICER,)
    ),
    DemoAccount("vanthu", "Ngô", "Thị Thanh", "Mai", FEMALE, 42, "cán bộ văn bằng, chứng chỉ", (Role.REGISTRAR,)),
    DemoAccount("kyten", "Dương", "Văn", "Hải", MALE, 55, "người ký, hiệu trưởng", (Role.SIGNATORY,)),
    DemoAccount("kiemtra", "Phan", "Đình", "Khải", MALE, 50, "kiểm tra, chỉ xem", (Role.AUDITOR,)),
    DemoAccount("bientap", "Trịnh", "Thị Thu", "Trang", FEMALE, 34, "biên tập nội dung", (Role.EDITOR,)),
    DemoAccount("quantri", "Lý", "Quốc", "Bảo", MALE, 38, "quản trị hệ thống", (Role.SYSTEM_ADMIN,)),
)


@dataclass(frozen=True)
class Employment:
    """Where the person behind an account works: a unit code or "commune", and for how many months (None: 1/7/2025)."""

    unit: str
    seat: Seat
    months: int | None = None
    from_elsewhere: bool = False

    def since(self, day: date, unit: Unit) -> date:
        return max(unit.valid_from, TWO_LEVELS if self.months is None else add_months(day, -self.months).replace(day=1))


STAFF = Seat("specialist", (25, 56), 0.5, 0.2)
DEMO_SEATS = {
    "chunha": Employment("commune", LEADERS[0], from_elsewhere=True),
    "huongdan": Employment("commune", LEADERS[1]),
    "chutich": Employment("commune", LEADERS[2], months=5),
    "hocvien": Employment("commune", LEADERS[3]),
    "donvi": Employment("commune", STAFF),
    "giangvien": Employment(SCHOOL, LECTURER, months=110),
    "daotao": Employment(SCHOOL, Seat("division_head", (36, 56), 0.4, 0.3, rank="division"), months=50),
    "vanthu": Employment(SCHOOL, STAFF, months=70),
    "kyten": Employment(SCHOOL, Seat("school_rector", (45, 58), 0.2, 0.5, rank="leader"), months=40),
    "bientap": Employment(SCHOOL, STAFF, months=30),
    "tochuc": Employment(COMMITTEE, Seat("principal_specialist", (36, 57), 0.5, 0.3), months=60),
    "kiemtra": Employment(INSPECTION, Seat("principal_specialist", (36, 57), 0.5, 0.3), months=60),
    "quantri": Employment(OFFICE, STAFF, months=45),
    "canbotre": Employment(DEMO_SENDER, STAFF, months=84),
}
USERNAMES = tuple(account.username for account in DEMO_ACCOUNTS)


def user_of(person: Person) -> User:
    """The account of somebody who has one."""
    assert person.user is not None
    return person.user


def accounts_exist() -> bool:
    return User.objects.filter(username__in=USERNAMES).exists()


def make_accounts(city: City) -> dict[str, Person]:
    """Make users, their verified addresses, the people behind them, City-wide roles; return people by sign-in name."""
    people = {}
    password = make_password(settings.DEMO_PASSWORD)  # once: the hash is slow on purpose
    for index, account in enumerate(DEMO_ACCOUNTS, start=1):
        user = User.objects.create(
            username=account.username,
            password=password,
            email=f"{account.username}@{MAIL_DOMAIN}",
            first_name=account.given,
            last_name=f"{account.family} {account.middle}",
            is_superuser=account.username == "quantri",
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        person = Person(
            user=user,
            staff_code=f"MH9{index:05d}",
            birth_date=birthday(city.day, account.age, index),
            sex=account.sex,
            email=user.email,
        )
        name_person(person, account.name)
        person.save()
        people[account.username] = person
        for role in account.roles:
            RoleGrant.objects.create(user=user, role=role, valid_from=opened_on(city.day), reason="Dữ liệu minh họa")
    return people


def opened_on(day: date) -> date:
    """The day the portal was taken into use, in the story of the demonstration: a year and a half ago."""
    return date(day.year - 2 if day.month < 7 else day.year - 1, 1, 1)


def birthday(day: date, age: int, index: int) -> date:
    """A date of birth that gives the age on the day, a few months past the birthday."""
    return add_months(day, -12 * age) - timedelta(days=40 + 11 * index)
