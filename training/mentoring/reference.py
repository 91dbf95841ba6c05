"""Loads the competencies and the forms that come with the portal. Running it again changes nothing."""

import csv
import json
from datetime import date
from pathlib import Path

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
    for row in _rows("competency_levels.csv"):
        CompetencyLevel.objects.update_or_create(
            competency=by_code[row["competency_code"]],
            level=int(row["level"]),
            defaults={name: row[name] for name in ("label_vi", "label_en", "descriptor_vi", "descriptor_en")},
        )


def load_forms() -> None:
    """One ``FormVersion`` for each file under data/forms. A version that is in the base already stays as it is."""
    for path in sorted((DATA / "forms").glob("*.json")):
        definition = json.loads(path.read_text(encoding="utf-8"))
        FormVersion.objects.get_or_create(
            code=definition["code"],
            number=definition["number"],
            defaults={
                "valid_from": date.fromisoformat(definition["valid_from"]),
                "name_vi": definition["name_vi"],
                "name_en": definition["name_en"],
                "definition": definition,
            },
        )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
