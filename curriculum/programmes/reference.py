"""Loading the eleven programmes, their modules and the lessons written for them."""

import csv
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from curriculum.lessons.reference import lessons_for, publish_under
from curriculum.programmes.assessments import read_assessment
from curriculum.programmes.models import ModulePage, ProgrammeAssessment, ProgrammeIndexPage, ProgrammePage

DATA = Path(__file__).parent / "data"

_KINDS = {
    "topic": ModulePage.Kind.TOPIC,
    "guest_report": ModulePage.Kind.GUEST_REPORT,
    "field_study": ModulePage.Kind.FIELD_STUDY,
    "practice": ModulePage.Kind.PRACTICE,
    "discussion": ModulePage.Kind.DISCUSSION,
    "assessment": ModulePage.Kind.CLOSING,
}


@transaction.atomic
def load_programmes(index_page: ProgrammeIndexPage) -> list[ProgrammePage]:
    """Put the programmes of ``data/`` under the catalogue, published, with modules and assessment.

    What is there already, found by its code or address, is left as its editors made it. Returns the programmes in the
    order of the file.
    """
    modules: dict[str, list[dict[str, str]]] = {}
    for row in _rows("programme_modules.csv"):
        modules.setdefault(row["programme_code"], []).append(row)
    return [_load_programme(index_page, row, modules[row["code"]]) for row in _rows("programmes.csv")]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load_programme(index_page: ProgrammeIndexPage, row: dict[str, str], modules: list[dict]) -> ProgrammePage:
    programme = ProgrammePage.objects.with_code(row["code"]).first()
    if programme is None:
        programme = ProgrammePage(
            title=row["name_vi"],
            title_en=row["name_en"],
            slug=slugify(row["code"]),
            code=row["code"],
            target_group=row["target_group_vi"],
            mode=_mode(row["mode_vi"]),
            mode_note=row["mode_vi"],
            days=row["days"],
            periods=row["periods"],
            content_area=row["content_area"],
            assessment_note=row["assessment_vi"],
            document_kind=row["document_kind"],
            class_size_max=row["class_size_max"],
            basis=row["basis"],
        )
        programme.assessments = [
            ProgrammeAssessment(
                sort_order=order, name=part.name, form=part.form, weight_percent=part.weight, is_graded=part.is_graded
            )
            for order, part in enumerate(read_assessment(row["assessment_vi"]), start=1)
        ]
        publish_under(index_page, programme)
    for module_row in modules:
        _load_module(programme, module_row)
    return programme


def _load_module(programme: ProgrammePage, row: dict[str, str]) -> None:
    slug = f"chuyen-de-{row['order']}"
    module = ModulePage.objects.child_of(programme).filter(slug=slug).first()
    if module is None:
        module = _module(row, slug)
        publish_under(programme, module)
    there = set(module.get_children().values_list("slug", flat=True)) if module.numchild else set()
    for lesson in lessons_for(programme.code, int(row["order"]), besides=there):
        publish_under(module, lesson)


def _module(row: dict[str, str], slug: str) -> ModulePage:
    return ModulePage(
        title=row["title_vi"],
        title_en=row["title_en"],
        slug=slug,
        kind=_KINDS[row["kind"]],
        theory_periods=row["theory"],
        discussion_periods=row["discussion"],
        practice_periods=row["practice"],
        other_periods=row["other"],
    )


def _mode(words: str) -> str:
    return ProgrammePage.Mode.BLENDED if "kết hợp" in words else ProgrammePage.Mode.FULL_TIME
