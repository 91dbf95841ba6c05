"""The rules of obligation the product starts with (``data/obligation_rules.csv``, from rules.md C7)."""

import csv
import json
from datetime import date
from pathlib import Path

from django.db import transaction

from training.obligations.models import ObligationRule

TABLE = Path(__file__).parent / "data" / "obligation_rules.csv"


@transaction.atomic
def load_obligation_rules() -> int:
    """Add the rules whose code is not known yet; return how many. What the office changed is left alone."""
    known = set(ObligationRule.objects.values_list("code", flat=True))
    missing = [rule for rule in _read_rules() if rule.code not in known]
    ObligationRule.objects.bulk_create(missing)
    return len(missing)


def _read_rules() -> list[ObligationRule]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [
            ObligationRule(
                code=row["code"],
                subject=row["subject"],
                titles=json.loads(row["titles"]),
                programme_code=row["programme_code"],
                equivalents=json.loads(row["equivalents"]),
                months=int(row["months"]),
                earlier_months=int(row["earlier_months"]),
                valid_from=date.fromisoformat(row["valid_from"]),
                legal_basis=row["legal_basis"],
                note=row["note"],
            )
            for row in csv.DictReader(lines)
        ]
