from datetime import date, timedelta
from uuid import uuid4

import pytest

from wagtail.models import ModelLogEntry

from curriculum.clock.time import today
from tests.factories.training import MentorFactory, MentorshipFactory
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.diary.models import DiaryEntry
from training.mentoring.diary.queries import entries_of, entry_count, figures_of
from training.mentoring.diary.services import (
    read_entry,
    remove_entry,
    save_entry,
    settle_entry,
    share_entry,
    withdraw_entry,
)
from training.mentoring.services import end_mentorship

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MONDAY = date(2026, 11, 23)


@pytest.fixture
def write(cast):
    assert cast.mentor.person.mentor

    def run(text="Đi thôn Đoài", *, on=None, base=0, key=None, by=None, touched=None, saved=False, **more):
        found = save_entry(
            cast.posting,
            {"main_work": text, **more},
            key=key or uuid4(),
            starts_on=on or today(),
            base_version=base,
            touched=touched,
            by=by or cast.young_official,
        )
        return found if saved else found.record

    return run


def test_a_page_is_written_for_a_week_and_a_second_arrival_is_one(write, cast):
    key = uuid4()
    first = write(key=key, on=today() + timedelta(days=0), village_days="2")
    again = write(key=key, village_days="2")
    assert (first.pk, again.version, first.starts_on, first.village_days) == (again.pk, 1, MONDAY, 2)
    later = write("Đi thôn Đoài, họp tổ", key=key, base=1, village_days="2")
    assert (later.version, entry_count(cast.posting)) == (2, 1)
    for wrong in ({"village_days": "20"}, {"receptions": "một"}):
        with pytest.raises(InvalidInput):
            write(base=2, **wrong)
    with pytest.raises(InvalidInput):
        write(on=today() + timedelta(days=7))
    with pytest.raises(InvalidInput):
        write("", on=today() - timedelta(days=7))
    for other in (cast.mentor, cast.host_head, cast.committee_officer):
        with pytest.raises(NotAllowed):
            write(by=other)
    assert not ModelLogEntry.objects.exists()


def test_two_devices_lose_nothing(write):
    write("Trên điện thoại", village_days="3")
    there = {"results": "Xong", "village_days": "5", "touched": {"main_work", "results", "village_days"}}
    other = write("Trên máy tính", saved=True, **there)
    assert (other.record.main_work, other.record.results, other.record.village_days) == ("Trên điện thoại", "Xong", 3)
    assert other.conflict.answers == {"main_work": "Trên máy tính", "results": "Xong", "village_days": 5}
    assert write("Trên máy tính", saved=True, **there).conflict == other.conflict, "sent again it is one"
    untouched = write("Từ bản cũ", saved=True, lessons="Nghe trước", touched={"lessons"})
    assert (untouched.conflict, untouched.joined, untouched.record.lessons) == (None, True, "Nghe trước")
    settled = settle_entry(other.record, {"village_days": 5}, by=other.conflict.written_by)
    assert (settled.village_days, settled.main_work, settled.lessons) == (5, "Trên điện thoại", "Nghe trước")
    other.conflict.refresh_from_db()
    assert other.conflict.settled_at


def test_what_arrives_after_the_mentor_has_read_is_kept_beside_the_page(write, cast):
    page = share_entry(write(), by=cast.young_official)
    read_entry(page, by=cast.mentor)
    late = write("Viết thêm trên xe", base=1, saved=True)
    assert (late.record.main_work, late.conflict.answers["main_work"]) == ("Đi thôn Đoài", "Viết thêm trên xe")
    assert write(base=1, saved=True).conflict is None
    with pytest.raises(WrongState):
        settle_entry(page, {"main_work": "Viết thêm trên xe"}, by=cast.young_official)


def test_a_page_is_read_by_the_mentor_alone_and_only_when_shared(write, cast):
    page = write()
    everybody = [
        cast[name] for name in ("mentor", "host_head", "committee_officer", "auditor", "administrator", "stranger")
    ]
    assert not any(DiaryEntry.objects.visible_to(user).exists() for user in everybody)
    share_entry(page, by=cast.young_official)
    assert [user for user in everybody if DiaryEntry.objects.visible_to(user).exists()] == [cast.mentor]
    withdraw_entry(page, by=cast.young_official)
    assert not entries_of(cast.posting, cast.mentor).exists()
    shared = share_entry(page, by=cast.young_official)
    assert read_entry(shared, by=cast.young_official).read_on is None
    assert read_entry(shared, by=cast.mentor).read_on == today()
    with pytest.raises(WrongState):
        withdraw_entry(page, by=cast.young_official)
    assert write("Khác", base=1).main_work == page.main_work
    with pytest.raises(WrongState):
        remove_entry(page, by=cast.young_official)
    with pytest.raises(NotAllowed):
        share_entry(page, by=cast.mentor)
    end_mentorship(cast.mentorship, on=today(), by=cast.committee_officer)
    MentorshipFactory(posting=cast.posting, mentor=MentorFactory(person=cast.host_head.person), valid_from=today())
    assert not entries_of(cast.posting, cast.mentor).exists(), "a mentor who left reads nothing any more"
    assert not entries_of(cast.posting, cast.host_head).exists(), "nor does the next one, unless it is shared anew"


def test_figures_of_a_quarter_are_the_sums_of_its_pages(write, cast):
    for weeks in (0, 1, 2):
        write(on=today() - timedelta(days=7 * weeks), village_days="2", receptions="1")
    found = figures_of(cast.posting, MONDAY - timedelta(days=7), MONDAY + timedelta(days=7))
    assert found == {"village_days": 4, "receptions": 2, "diary_entries": 2}
