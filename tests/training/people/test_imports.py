"""The people sheet: what it adds, what it refuses, and what hostile files meet."""

import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from django.core.management import CommandError, call_command

from wagtail.models import ModelLogEntry

from tests.factories.training import PersonFactory, UserFactory, user_with_role
from training.errors import NotAllowed
from training.models import Person, Position, Role, Unit
from training.people.import_columns import COLUMNS, write_template
from training.people.imports import import_people
from training.spreadsheets.workbooks import UnreadableWorkbook

pytestmark = pytest.mark.usefixtures("hanoi", "_english")

HEADERS = {column.name: column.header for column in COLUMNS}
ROW = {
    "staff_code": "CB-1",
    "full_name": "Nguyễn Thị Minh Khai",
    "birth_date": "01/11/1988",
    "unit": "00004",
    "title": "Phó Chủ tịch Ủy ban nhân dân",
    "valid_from": "01/07/2025",
}


@pytest.fixture
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def office():
    return user_with_role(Role.TRAINING_OFFICE)


def sheet(*rows: dict, titles_above: int = 0, columns=None, merge: str = "") -> io.BytesIO:
    book = Workbook()
    page = book.active
    names = columns or list(HEADERS)
    for _ in range(titles_above):
        page.append(["Danh sách cán bộ"])
    page.append([HEADERS[name] for name in names])
    for row in rows:
        page.append([row.get(name) for name in names])
    if merge:
        page.merge_cells(merge)
    target = io.BytesIO()
    book.save(target)
    return target


def take(office, *rows, dry_run=False, **how):
    return import_people(sheet(*rows, **how), by=office, dry_run=dry_run)


def sentences(report):
    return [f"{issue.place}: {issue.message}" for issue in report.issues]


def refused(office, *rows, **how):
    """The sentences of an import that is refused, having written nothing."""
    before = list(Person.objects.values()), list(Position.objects.values()), ModelLogEntry.objects.count()
    report = take(office, *rows, **how)
    assert report.has_errors
    assert not report.is_written
    assert (list(Person.objects.values()), list(Position.objects.values()), ModelLogEntry.objects.count()) == before
    return sentences(report)


# --- What it adds and changes -------------------------------------------------------------------------------------


def test_person_and_office_are_added(office):
    facts = {"sex": "Nữ", "political_theory_level": "Cao cấp", "native_place": "00004", "birth_place": "00001"}
    report = take(office, ROW | facts)
    person = Person.objects.get(staff_code="CB-1")
    position = person.positions.get()
    assert report.is_written
    assert (person.given_name, person.birth_date, person.sex) == ("Khai", date(1988, 11, 1), "female")
    assert (person.political_theory_level, person.native_place.name) == ("advanced", "Phường Ba Đình")
    assert person.birth_place.is_closed  # the ward of that code is no more; a birthplace may lie in one
    assert (position.unit.name, position.title.code) == ("Phường Ba Đình", "pc_vice_chairman")
    assert set(ModelLogEntry.objects.filter(user=office).values_list("action", flat=True)) == {
        "training.person.create",
        "training.position.begin",
    }


def test_second_import_changes_nothing(office):
    take(office, ROW)
    entries = ModelLogEntry.objects.count()
    report = take(office, ROW)
    assert (report.counts["people_unchanged"], report.counts["offices_unchanged"]) == (1, 1)
    assert not report.counts["people_added"]
    assert ModelLogEntry.objects.count() == entries


def test_changed_facts_are_written_and_logged_with_what_was_before(office):
    take(office, ROW)
    report = take(office, ROW | {"full_name": "Nguyễn Minh Khai", "valid_to": "31/12/2025", "phone": "0912345678"})
    assert (report.counts["people_changed"], report.counts["offices_changed"]) == (1, 1)
    person = Person.objects.get()
    assert (person.middle_name, person.phone, person.positions.get().valid_to) == (
        "Minh",
        "0912345678",
        date(2025, 12, 31),
    )
    entry = ModelLogEntry.objects.get(action="training.person.change")
    assert entry.data["before"]["full_name"] == "Nguyễn Thị Minh Khai"


def test_empty_cell_leaves_what_is_known(office):
    take(office, ROW | {"email": "khai@example.vn"})
    take(office, ROW)
    assert Person.objects.get().email == "khai@example.vn"


def test_dry_run_counts_the_same_and_writes_nothing(office):
    report = take(office, ROW, dry_run=True)
    assert (report.counts["people_added"], report.counts["offices_added"], report.is_written) == (1, 1, False)
    assert not Person.objects.exists()


def test_one_person_may_hold_several_offices(office):
    second = ROW | {"title": "party_secretary", "is_concurrent": "x"}
    take(office, ROW, second)
    assert Person.objects.get().positions.count() == 2
    assert Position.objects.get(title__code="party_secretary").is_concurrent


def test_code_means_the_unit_of_that_day(office):
    take(office, ROW | {"valid_from": "01/07/2020", "valid_to": "30/06/2025"})
    assert Position.objects.get().unit.name == "Phường Trúc Bạch"


def test_excel_dates_numbers_and_lost_zeros_are_read(office):
    take(office, ROW | {"birth_date": datetime(1988, 11, 1), "unit": 4, "staff_code": 12345})
    person = Person.objects.get(staff_code="12345")
    assert (person.birth_date, person.positions.get().unit.code) == (date(1988, 11, 1), "00004")


def test_decomposed_text_is_composed(office):
    import unicodedata

    take(office, ROW | {"full_name": unicodedata.normalize("NFD", ROW["full_name"])})
    assert Person.objects.get().full_name == ROW["full_name"]


def test_titles_above_the_header_are_passed_over(office):
    assert take(office, ROW, titles_above=3).is_written


def test_empty_template_says_that_there_is_nothing_to_import(office):
    target = io.BytesIO()
    write_template(target)
    assert "no row below its header" in unreadable(target, office)


# --- What it refuses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"unit": "99999"}, "M2", "no unit with the code 99999"),
        ({"unit": "00001"}, "M2", "did not exist on 01/07/2025"),
        ({"valid_from": "01/07/2020"}, "P2", "ended on 30/06/2025"),
        ({"valid_from": "01/01/1988"}, "O2", "before the person was born"),
        ({"valid_from": "01/07/2006", "valid_to": "01/01/2007"}, "O2", "the age of 18"),
        ({"valid_to": "01/01/2020"}, "P2", "cannot come before"),
        ({"title": "Vua"}, "N2", "not in the list of titles"),
        ({"birth_date": "31/02/1988"}, "C2", "no day of the calendar"),
        ({"birth_date": "1988"}, "C2", "dd/mm/yyyy"),
        ({"birth_date": "01/01/2090"}, "C2", "Nobody here was born"),
        ({"full_name": "4711"}, "B2", "no name of a person"),
        ({"full_name": "=A1"}, "B2", "formula"),
        ({"staff_code": "mã số"}, "A2", "staff code"),
        ({"sex": "khác"}, "D2", "not among the choices"),
        ({"email": "khai"}, "K2", "no e-mail"),
        ({"is_acting": "có lẽ"}, "R2", "for yes"),
        ({"native_place": "99999"}, "G2", "No unit has the code"),
        ({"residence": "00001"}, "J2", "No unit has the code"),
        ({"valid_from": None}, "O2", "must not be empty"),
        ({"full_name": None}, "B2", "must not be empty"),
        ({"phone": "0" * 21}, "L2", "At most 20"),
    ],
)
def test_wrong_cell_is_named_by_row_and_column(office, change, place, says):
    found = refused(office, ROW | change)
    assert any(sentence.startswith(f"{place}: ") and says in sentence for sentence in found), found


def test_one_wrong_row_keeps_all_others_out(office):
    refused(office, ROW, ROW | {"staff_code": "CB-2", "unit": "99999"})


def test_row_twice_is_refused(office):
    assert "row 2" in refused(office, ROW, ROW)[0]


def test_two_values_for_one_code_are_refused(office):
    assert "another value" in refused(office, ROW, ROW | {"full_name": "Trần Văn An", "title": "specialist"})[0]


def test_missing_code_is_reported_with_who_it_may_be(office):
    take(office, ROW)
    found = refused(office, ROW | {"staff_code": None})
    assert "Is this CB-1?" in found[0]


def test_namesake_is_a_warning_and_not_an_error(office):
    PersonFactory(staff_code="CU-9", full_name="Nguyễn Thị Minh Khai", birth_date=date(1988, 11, 1))
    report = take(office, ROW)
    assert report.is_written
    assert "CU-9" in sentences(report)[0]


def test_code_of_somebody_else_is_refused(office):
    PersonFactory(staff_code="CB-1", full_name="Trần Văn An", birth_date=date(1970, 1, 1))
    assert "a different person" in refused(office, ROW)[0]


def test_same_office_overlapping_is_refused(office):
    take(office, ROW)
    assert "held already" in refused(office, ROW | {"valid_from": "01/01/2026"})[0]


def test_birth_after_an_office_already_held_is_refused(office):
    take(office, ROW)
    assert refused(office, {name: ROW[name] for name in ("staff_code", "full_name")} | {"birth_date": "01/01/2026"})


def test_merged_cells_are_named(office):
    assert "merged" in refused(office, ROW, ROW | {"staff_code": "CB-2"}, merge="D2:D3")[0]


def test_strangers_do_not_import():
    with pytest.raises(NotAllowed):
        import_people(sheet(ROW), by=UserFactory())


# --- Broken and hostile files -------------------------------------------------------------------------------------


def unreadable(file, office):
    with pytest.raises(UnreadableWorkbook) as refusal:
        import_people(file, by=office)
    assert not Person.objects.exists()
    return str(refusal.value)


def changed_member(name: str, change) -> io.BytesIO:
    """A sound workbook with one member of its zip rewritten."""
    target = io.BytesIO()
    assert name in zipfile.ZipFile(sheet(ROW)).namelist()
    with zipfile.ZipFile(sheet(ROW)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for member in source.namelist():
            data = source.read(member)
            out.writestr(member, change(data) if member == name else data)
    return target


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"name,birth\nA,B\n", b"\xd0\xcf\x11\xe0" * 99])
def test_what_is_no_workbook_is_refused(office, content):
    assert "not a sound Excel workbook" in unreadable(io.BytesIO(content), office)


def test_zip_without_workbook_is_refused(office):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        out.writestr("hello.txt", "hello")
    assert "not a sound Excel workbook" in unreadable(target, office)


@pytest.mark.parametrize("member", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_entities_are_never_expanded(office, member):
    def plant(data: bytes) -> bytes:
        start = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
        body = data[start:].replace(b"Khai", b"&b;")
        return data[:start] + BOMB + body

    assert "not a sound Excel workbook" in unreadable(changed_member(member, plant), office)


@pytest.mark.parametrize(
    "change", [lambda d: d[: len(d) // 2], lambda d: b"", lambda d: b"<a/>", lambda d: b"\xff" * 99]
)
def test_damaged_sheet_is_refused(office, change):
    unreadable(changed_member(SHEET, change), office)


def test_macros_are_refused(office):
    target = sheet(ROW)
    with zipfile.ZipFile(target, "a") as out:
        out.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    assert "holds macros" in unreadable(target, office)


def test_zip_bomb_is_refused_by_its_index(office, settings):
    settings.IMPORT_MAX_UNPACKED_BYTES = 10_000_000
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(SHEET, b"0" * 20_000_000)
    assert "unpacks to far more" in unreadable(target, office)


def test_file_of_two_gigabytes_is_refused_unread(office):
    class Huge(io.RawIOBase):
        def seek(self, *args):
            return 0

        def tell(self):
            return 2 * 1024**3

        def read(self, *args):
            raise AssertionError("the file was read")

    assert "larger than 20 MB" in unreadable(Huge(), office)


def test_sheet_without_end_is_refused(office, settings):
    settings.IMPORT_MAX_ROWS = 2
    rows = [ROW | {"staff_code": f"CB-{n}"} for n in range(4)]
    assert "more than 2 rows" in unreadable(sheet(*rows), office)


def test_sheet_without_required_columns_is_refused(office):
    assert "“Ngày sinh”" in unreadable(sheet(ROW, columns=["staff_code", "full_name"]), office)


def test_column_twice_is_refused(office):
    assert "occurs twice" in unreadable(sheet(ROW, columns=[*HEADERS, "full_name"]), office)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.dictionaries(
        st.sampled_from(list(HEADERS)),
        st.one_of(
            st.none(),
            st.integers(-(10**9), 10**9),
            st.booleans(),
            st.dates(date(1901, 1, 1), date(2100, 1, 1)).map(lambda d: datetime(d.year, d.month, d.day)),
            st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40),
        ),
    )
)
def test_any_cells_end_in_a_report_or_in_people(office, cells):
    report = take(office, ROW | cells, dry_run=True)
    assert report.has_errors or report.counts["people_added"] == 1 or report.counts["rows"] == 0


# --- The command --------------------------------------------------------------------------------------------------


def test_command_imports_and_names_errors(tmp_path, capsys):
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(sheet(ROW).getvalue())
    bad.write_bytes(sheet(ROW | {"unit": "99999"}).getvalue())
    call_command("import_people", str(good), "--dry-run")
    assert not Person.objects.exists()
    call_command("import_people", str(good))
    assert Person.objects.count() == 1
    assert "1 people added" in capsys.readouterr().out
    with pytest.raises(CommandError, match="1 errors"):
        call_command("import_people", str(bad))
    for arguments in (["/no/such/file.xlsx"], [str(good), "--by", "nobody"]):
        with pytest.raises(CommandError):
            call_command("import_people", *arguments)


def test_query_count_does_not_grow_with_rows(office, django_assert_max_num_queries):
    rows = [ROW | {"staff_code": f"CB-{n}", "full_name": f"Trần Văn {'ABCDEFGHIK'[n]}n"} for n in range(10)]
    with django_assert_max_num_queries(20):
        assert take(office, *rows).is_written
    assert Unit.objects.exists()
