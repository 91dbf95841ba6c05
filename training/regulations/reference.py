"""The regulated values the product starts with (``data/regulated_values.csv``, from rules.md §12 and mentoring.md)."""

import csv
import json
from datetime import date
from pathlib import Path

from django.db import transaction

from training.regulations.models import RegulatedValue
from training.regulations.queries import forget_cached_values

GIVEN_UP = (  # keys whose value stands with the rules of postings (decision 0049): one source each
    "rotation.youth_max_age_exclusive",
    "rotation.min_years_left",
    "rotation.consecutive_terms_max",
)
TABLE = Path(__file__).parent / "data" / "regulated_values.csv"


@transaction.atomic
def load_regulated_values() -> int:
    """Add the values whose key is not known yet; return how many rows were added.

    A key the office has already changed is left alone, so a second run does no harm. Keys given up are dropped.
    """
    RegulatedValue.objects.filter(key__in=GIVEN_UP).delete()
    known = set(RegulatedValue.objects.values_list("key", flat=True))
    missing = [row for row in read_values() if row.key not in known]
    RegulatedValue.objects.bulk_create(missing)
    forget_cached_values()
    return len(missing)


def read_values() -> list[RegulatedValue]:
    """The rows of the table, not saved."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [
            RegulatedValue(
                key=row["key"],
                value=json.loads(row["value"]),
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                legal_basis=row["legal_basis"],
                note=row["note"],
            )
            for row in csv.DictReader(lines)
        ]
