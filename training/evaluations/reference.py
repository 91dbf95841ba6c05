"""Loads the versions of the evaluation form that come with the portal. Running it again changes nothing."""

import json
from datetime import date
from pathlib import Path

from training.evaluations.models import EvaluationVersion

DATA = Path(__file__).parent / "data"


def load_evaluation_forms() -> None:
    """One ``EvaluationVersion`` for each file under data. A version that is in the base already stays as it is."""
    for path in sorted(DATA.glob("*.json")):
        definition = json.loads(path.read_text(encoding="utf-8"))
        EvaluationVersion.objects.get_or_create(
            number=definition["number"],
            defaults={
                "valid_from": date.fromisoformat(definition["valid_from"]),
                "name_vi": definition["name_vi"],
                "name_en": definition["name_en"],
                "definition": definition,
            },
        )
