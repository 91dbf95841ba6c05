import pytest

from django.core.management import CommandError, call_command

from curriculum.models import Question
from tests.curriculum.questions.formats.samples import FOLDER, needs_samples

pytestmark = pytest.mark.django_db


@needs_samples
@pytest.mark.parametrize(
    ("name", "count", "category"),
    [
        ("gift/vi.gift.txt", 8, "Thử nghiệm / An toàn thông tin"),
        ("aiken/questions.aiken.txt", 2, "questions.aiken"),
        ("moodle-xml/nested_categories.xml", 1, "Delta / Epsilon / Zeta"),
        ("qti/vi-canvas-qti12.zip", 5, "Ngân hàng câu hỏi thử"),
        ("qti/vi-choice-qti30.xml", 1, "vi-choice-qti30"),
    ],
)
def test_files_come_in_and_their_format_is_found(name, count, category, capsys, tmp_path):
    call_command("import_questions", str(FOLDER / name), "--dry-run")
    assert not Question.objects.exists()
    call_command("import_questions", str(FOLDER / name))
    call_command("import_questions", str(FOLDER / name))
    assert Question.objects.filter(category__path=category).count() == count
    assert f"{count} questions unchanged" in capsys.readouterr().out


def test_a_named_format_and_place_and_a_broken_file(tmp_path, cast, capsys):
    path = tmp_path / "bank.txt"
    path.write_text("::Một::Hỏi?{T}\n\n::Hai::Hỏi?{=a}}\n", encoding="utf-8")
    with pytest.raises(CommandError, match="1 errors"):
        call_command("import_questions", str(path), "--format", "gift", "--category", "Luật / Đất đai")
    assert not Question.objects.exists()
    options = ["--format", "gift", "--category", "Luật / Đất đai", "--keep-good", "--by", cast.editor.username]
    call_command("import_questions", str(path), *options)
    question = Question.objects.get()
    assert (question.category.path, question.current.made_by) == ("Luật / Đất đai", cast.editor)
    assert "     3 error: Hai: " in capsys.readouterr().out
