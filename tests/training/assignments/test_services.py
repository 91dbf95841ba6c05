import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from django.core.files.base import ContentFile

from curriculum.clock.time import now, set_to
from training.assignments.models import Assignment, Work
from training.assignments.rules import can_view_assignment
from training.assignments.services import (
    add_file,
    begin_work,
    change_assignment,
    compare_works,
    extend_deadline,
    finish_marking,
    hand_in,
    make_assignment,
    publish_assignment,
    release_marks,
    remove_file,
    save_draft,
    save_marking,
    settle_draft,
    settle_marks,
)
from training.assignments.services.comparing import perform
from training.assignments.services.marking import Found, standing_of
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import Mark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]

GOOD = Found({"c1": 0, "c2": 0}, {"c1": "Dẫn chứng tốt"}, "Bài viết công phu.")
FAIR = Found({"c1": 1, "c2": 1}, {})


def handed_in(assignment, user, text="Thực trạng và giải pháp tiếp công dân ở phường."):
    save_draft(assignment, text, base_version=begin_work(assignment, by=user).version, by=user)
    return hand_in(begin_work(assignment, by=user), by=user)


def docx(words: str) -> ContentFile:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        paragraph = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{paragraph}"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:document>',
        )
    return ContentFile(content.getvalue(), "bai.docx")


def test_the_lists_and_the_rule_agree_for_the_whole_cast(assignment, running_class, facts, cast, second):
    hidden = make_assignment(running_class, replace(facts, title="Chưa giao", second_marker=second), by=cast.lecturer)
    for user in [*cast.everybody().values(), second.person.user]:
        for one in (assignment, hidden):
            seen = Assignment.objects.visible_to(user).filter(pk=one.pk).exists()
            assert seen == bool(can_view_assignment(user, one) or user.is_superuser), (user, one)
    assert can_view_assignment(second.person.user, hidden)
    assert not can_view_assignment(cast.trainee, hidden)


def test_what_is_asked_is_cleaned_and_made_once(running_class, facts, cast):
    nasty = replace(facts, instructions='<p onclick="x()">Nêu <b>thực trạng</b></p><script>alert(1)</script>')
    made = make_assignment(running_class, nasty, by=cast.lecturer)
    assert made.instructions == "<p>Nêu <b>thực trạng</b></p>"
    assert make_assignment(running_class, nasty, by=cast.lecturer) == made
    with pytest.raises(NotAllowed):
        make_assignment(running_class, facts, by=cast.trainee)
    with pytest.raises(InvalidInput):
        make_assignment(running_class, replace(facts, due_at=facts.opens_at), by=cast.lecturer)
    with pytest.raises(InvalidInput):
        make_assignment(running_class, replace(facts, takes_text=False, file_kinds=()), by=cast.lecturer)


def test_a_draft_is_one_text_from_all_devices_and_keeps_what_two_wrote_at_once(assignment, cast):
    phone, desk = uuid4(), uuid4()

    def save(text, base, key, at=None):
        return save_draft(assignment, text, base_version=base, by=cast.trainee, client_key=key, written_at=at)

    assert save("Một", 0, phone).version == 1
    assert save("Một", 0, phone).version == 1
    assert save("Một hai", 0, phone).version == 2, "the answer to the first saving was lost on the way"
    other = save("Viết ở máy bàn", 0, desk)
    assert other.conflict is not None
    assert other.work.text == "Một hai"
    assert save("Viết ở máy bàn", 0, desk).conflict == other.conflict
    late = save("Một", 0, phone, at=now() - timedelta(minutes=5))
    assert late.work.text == "Một hai", "what was written earlier does not come after what was written later"
    work = settle_draft(other.work, "Một hai\n\nViết ở máy bàn", by=cast.trainee)
    assert work.version == 3
    assert not work.parallel_drafts.filter(settled_at=None).exists()
    with pytest.raises(NotAllowed):
        settle_draft(work, "", by=cast.chairman)


def test_files_are_known_by_what_is_in_them(assignment, cast):
    work = begin_work(assignment, by=cast.trainee)
    with pytest.raises(InvalidInput, match="bai"):
        add_file(work, ContentFile(b"MZ\x90 a program", "bai.pdf"), by=cast.trainee)
    with pytest.raises(InvalidInput, match="anh"):
        add_file(work, ContentFile(b"\x89PNG\r\n\x1a\n", "anh.png"), by=cast.trainee)
    with pytest.raises(InvalidInput, match="10 MB"):
        add_file(work, ContentFile(b"%PDF-" + b" " * 11_000_000, "to.pdf"), by=cast.trainee)
    file = add_file(work, ContentFile(b"%PDF-1.7", "C:\\bai\\thu hoạch.pdf"), by=cast.trainee)
    assert (file.name, file.kind) == ("thu hoạch.pdf", "pdf")
    assert add_file(work, ContentFile(b"%PDF-1.7", "khac.pdf"), by=cast.trainee) == file
    assert add_file(work, docx("Thực trạng"), by=cast.trainee).kind == "docx"
    add_file(work, ContentFile(b"%PDF-1.4", "ba.pdf"), by=cast.trainee)
    with pytest.raises(InvalidInput):
        add_file(work, ContentFile(b"%PDF-1.5", "bon.pdf"), by=cast.trainee)
    submission = hand_in(work, by=cast.trainee)
    remove_file(file, by=cast.trainee)
    remove_file(file, by=cast.trainee)
    again = hand_in(work, by=cast.trainee)
    assert (submission.files.count(), again.files.count()) == (3, 2), "the version keeps what it was handed in with"
    assert file.file.storage.exists(file.file.name)


def test_handing_in_makes_versions_and_ends_with_the_deadline(assignment, cast):
    work = begin_work(assignment, by=cast.trainee)
    with pytest.raises(InvalidInput):
        hand_in(work, by=cast.trainee)
    first = handed_in(assignment, cast.trainee)
    assert hand_in(work, by=cast.trainee) == first
    assert handed_in(assignment, cast.trainee, "Bản hai").number == 2
    assert first.text.startswith("Thực trạng")
    with pytest.raises(NotAllowed):
        hand_in(work, by=cast.chairman)
    with set_to(assignment.due_at + timedelta(hours=30)):
        assert handed_in(assignment, cast.trainee, "Bản ba").days_late == 2
    with set_to(assignment.accepted_until + timedelta(minutes=1)):
        saved = save_draft(assignment, "Bản bốn", base_version=3, by=cast.trainee)
        assert saved.work.text == "Bản bốn", "the draft is kept whatever the hour"
        with pytest.raises(WrongState):
            hand_in(work, by=cast.trainee)
        enrolment = work.enrolment
        with pytest.raises(NotAllowed):
            extend_deadline(assignment, enrolment, until=now(), reason="Đi công tác", by=cast.lecturer)
        with pytest.raises(InvalidInput):
            extend_deadline(assignment, enrolment, until=now() + timedelta(days=1), reason="", by=cast.training_office)
        more = now() + timedelta(days=1)
        extend_deadline(assignment, enrolment, until=more, reason="Đi công tác", by=cast.training_office)
        assert hand_in(work, by=cast.trainee).days_late == 0


def test_marks_are_given_by_rubric_and_released_into_the_results(assignment, part, cast):
    with set_to(assignment.due_at + timedelta(hours=1)):
        late = handed_in(assignment, cast.trainee)
    with pytest.raises(InvalidInput, match="Nội dung"):
        finish_marking(late, Found({"c2": 0}, {}), by=cast.lecturer)
    save_marking(late, Found({"c1": 0}, {}, "đang chấm"), by=cast.lecturer)
    with pytest.raises(WrongState):
        handed_in(assignment, cast.trainee, "Sửa sau khi chấm")
    with pytest.raises(InvalidInput):
        release_marks(assignment, by=cast.lecturer)
    assert finish_marking(late, GOOD, by=cast.lecturer).value == Decimal("10.0")
    with pytest.raises(WrongState):
        finish_marking(late, FAIR, by=cast.administrator)
    assert finish_marking(late, FAIR, by=cast.lecturer).value == Decimal("5.0")
    released = release_marks(assignment, by=cast.lecturer)
    assert [work.enrolment.person for work in released] == [cast.trainee.person]
    assert Mark.objects.get(assessment=part).value == Decimal("4.5"), "half a point for the day begun"
    assert release_marks(assignment, by=cast.lecturer) == []
    with pytest.raises(WrongState):
        save_draft(assignment, "Sau khi công bố", base_version=1, by=cast.trainee)
    with pytest.raises(WrongState):
        finish_marking(late, GOOD, by=cast.lecturer)


def test_a_second_marker_settles_with_the_first(running_class, facts, cast, second):
    twice = publish_assignment(
        make_assignment(running_class, replace(facts, second_marker=second), by=cast.lecturer), by=cast.lecturer
    )
    submission = handed_in(twice, cast.trainee)
    finish_marking(submission, GOOD, by=cast.lecturer)
    with pytest.raises(InvalidInput):
        release_marks(twice, by=cast.lecturer)
    finish_marking(submission, FAIR, by=second.person.user)
    assert standing_of(submission, twice).must_settle
    with pytest.raises(InvalidInput):
        settle_marks(submission, "8,0", reason=" ", by=cast.lecturer)
    with pytest.raises(NotAllowed):
        settle_marks(submission, "8,0", reason="Thống nhất", by=second.person.user)
    settle_marks(submission, "8,0", reason="Hai người chấm trao đổi, thống nhất theo ý 2.", by=cast.lecturer)
    release_marks(twice, by=cast.lecturer)
    assert Mark.objects.get(enrolment=submission.work.enrolment).value == Decimal("8.0")
    assert submission.markings.count() == 3


def test_what_marking_rests_on_stays_while_somebody_marks(assignment, facts, cast):
    finish_marking(handed_in(assignment, cast.trainee), GOOD, by=cast.lecturer)
    with pytest.raises(WrongState):
        change_assignment(assignment, replace(facts, is_anonymous=True), by=cast.lecturer)
    later = replace(facts, accepted_until=facts.accepted_until + timedelta(days=1))
    assert change_assignment(assignment, later, by=cast.lecturer).accepted_until == later.accepted_until


def test_works_alike_are_hinted_at_with_the_words_of_documents(assignment, cast):
    copied = " ".join(f"câu {n} nói về tiếp công dân" for n in range(30))
    handed_in(assignment, cast.trainee, copied)
    work = begin_work(assignment, by=cast.chairman)
    add_file(work, docx(copied + " và một đoạn riêng"), by=cast.chairman)
    hand_in(work, by=cast.chairman)
    run = compare_works(assignment, by=cast.lecturer)
    assert compare_works(assignment, by=cast.lecturer) == run
    run = perform(run.pk)
    assert (run.state, run.total) == ("done", 1)
    assert [pair.percent for pair in run.pairs.all()] == [100]
    assert perform(run.pk).finished_at == run.finished_at
    assert Work.objects.count() == 2
