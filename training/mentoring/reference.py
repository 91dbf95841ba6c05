"""Loads the competencies and the forms that come with the portal. Running it again changes nothing."""

import csv
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from training.mentoring.competencies.models import Competency, CompetencyLevel
from training.mentoring.models import FormVersion

DATA = Path(__file__).parent / "data"
IN_USE_SINCE = date(2017, 1, 1)


def load_competencies() -> None:
    """The ten competencies with five levels each (data/competencies.csv, data/competency_levels.csv)."""
    by_code = {}
    for row in _rows("competencies.csv"):
        expected = {key.removeprefix("expected_").removesuffix("m"): int(row[key]) for key in row if "expected" in key}
        by_code[row["code"]], _ = Competency.objects.update_or_create(
            code=row["code"],
            valid_from=IN_USE_SINCE,
            defaults={
                "order": int(row["order"]),
                "name_vi": row["name_vi"],
                "name_en": row["name_en"],
                "expected": expected,
            },
        )
    words = ("label_vi", "label_en", "descriptor_vi", "descriptor_en")
    CompetencyLevel.objects.bulk_create(
        (
            CompetencyLevel(
                competency=by_code[row["competency_code"]],
                level=int(row["level"]),
                **{name: row[name] for name in words},
            )
            for row in _rows("competency_levels.csv")
        ),
        update_conflicts=True,
        unique_fields=["competency", "level"],
        update_fields=words,
    )


def load_forms() -> None:
    """One ``FormVersion`` for each file under data/forms. A version that is in the base already stays as it is.

    Only one that could not be filled in, so that no answer stands on it, gives way to one that can.
    """
    for path in sorted((DATA / "forms").glob("*.json")):
        definition = with_levels(json.loads(path.read_text(encoding="utf-8")))
        version, made = FormVersion.objects.get_or_create(
            code=definition["code"],
            number=definition["number"],
            defaults={
                "valid_from": date.fromisoformat(definition["valid_from"]),
                "name_vi": definition["name_vi"],
                "name_en": definition["name_en"],
                "definition": definition,
            },
        )
        if not made and _gives_way(version.definition, definition):
            version.definition = definition
            version.save(update_fields=["definition"])


def _gives_way(there: dict[str, Any], new: dict[str, Any]) -> bool:
    return any(new.get(name) and not there.get(name) for name in ("fillable", "statements"))


def with_levels(definition: dict[str, Any]) -> dict[str, Any]:
    """The definition with a field for each competency and rater, and its own copy of what the levels mean.

    A section says ``raters``; the competencies come from the tables beside the forms, as they stand now.
    """
    if not any("raters" in section for section in definition["sections"]):
        return definition
    framework = _framework()
    sections = [
        section | {"fields": [*section["fields"], *_level_fields(section.pop("raters"), framework)]}
        if "raters" in section
        else section
        for section in definition["sections"]
    ]
    return definition | {"sections": sections, "competencies": framework}


def _level_fields(raters: list[dict[str, Any]], framework: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{one['code']}_{rater['rater']}",
            "type": "level",
            "competency": one["code"],
            "rater": rater["rater"],
            "label_vi": f"{one['code']}. {one['name_vi']} ({rater['label_vi']})",
            "label_en": f"{one['code']}. {one['name_en']} ({rater['label_en']})",
            "rater_vi": rater["label_vi"],
            "rater_en": rater["label_en"],
            "required": True,
            "written_by": rater["written_by"],
        }
        for one in framework
        for rater in raters
    ]


@cache
def _framework() -> list[dict[str, Any]]:
    """The ten competencies with their levels, as a form keeps them."""
    levels: dict[str, list[dict[str, str]]] = {}
    for row in _rows("competency_levels.csv"):
        kept = {name: row[name] for name in ("level", "label_vi", "label_en", "descriptor_vi", "descriptor_en")}
        levels.setdefault(row["competency_code"], []).append(kept)
    return [
        {"code": row["code"], "name_vi": row["name_vi"], "name_en": row["name_en"], "levels": levels[row["code"]]}
        for row in _rows("competencies.csv")
    ]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
