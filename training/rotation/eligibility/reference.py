"""The rules of postings the product starts with (``data/posting_rules.csv``, from rules.md §4–§5)."""

import csv
import json
from datetime import date
from pathlib import Path

from django.db import transaction

from training.rotation.eligibility.models import PostingRule

TABLE = Path(__file__).parent / "data" / "posting_rules.csv"
PLAIN = ("code", "kind", "name_vi", "name_en", "sentence_vi", "sentence_en", "group", "effect", "exceptable_by")


@transaction.atomic
def load_posting_rules() -> int:
    """Add the rules whose code is not known yet, with all their versions; return how many versions were added."""
    known = set(PostingRule.objects.values_list("code", flat=True))
    missing = [rule for rule in _read_rules() if rule.code not in known]
    PostingRule.objects.bulk_create(missing)
    return len(missing)


def _read_rules() -> list[PostingRule]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [
            PostingRule(
                **{name: row[name] for name in PLAIN},
                parameters=json.loads(row["parameters"]),
                movements=json.loads(row["movements"]),
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                legal_basis=row["legal_basis"],
                note=row["note"],
                order=int(row["order"]),
            )
            for row in csv.DictReader(lines)
        ]
