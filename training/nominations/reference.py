"""The eligibility rules the product starts with (``data/eligibility_rules.csv``, from programmes.md)."""

import csv
import json
from datetime import date
from pathlib import Path

from django.db import transaction

from training.nominations.models import EligibilityRule

TABLE = Path(__file__).parent / "data" / "eligibility_rules.csv"


@transaction.atomic
def load_eligibility_rules() -> int:
    """Add the rules of programmes and kinds not known yet; return how many. What the office changed is left alone."""
    known = set(EligibilityRule.objects.values_list("programme_code", "kind"))
    missing = [rule for rule in _read_rules() if (rule.programme_code, rule.kind) not in known]
    EligibilityRule.objects.bulk_create(missing)
    return len(missing)


def _read_rules() -> list[EligibilityRule]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [
            EligibilityRule(
                programme_code=row["programme_code"],
                kind=row["kind"],
                values=json.loads(row["values"]),
                is_required=row["is_required"] == "yes",
                valid_from=date.fromisoformat(row["valid_from"]),
                legal_basis=row["legal_basis"],
            )
            for row in csv.DictReader(lines)
        ]
