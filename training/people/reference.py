"""The titles (chức danh) the product starts with, from ``data/titles.csv``."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from training.people.models import PositionTitle
from training.units.models import Bloc

TABLE = Path(__file__).parent / "data" / "titles.csv"
LOWER_BOUND = date(2008, 8, 1)


@transaction.atomic
def load_titles() -> int:
    """Add the titles whose code is not known yet; return how many. Needs the blocs of ``load_units``."""
    known = set(PositionTitle.objects.values_list("code", flat=True))
    blocs = {bloc.code: bloc for bloc in Bloc.objects.filter(valid_to__isnull=True)}
    with TABLE.open(encoding="utf-8", newline="") as lines:
        missing = [_title(row, blocs) for row in csv.DictReader(lines) if row["code"] not in known]
    PositionTitle.objects.bulk_create(missing)
    return len(missing)


def _title(row: dict[str, str], blocs: dict[str, Bloc]) -> PositionTitle:
    return PositionTitle(
        code=row["code"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        bloc=blocs[row["bloc"]] if row["bloc"] else None,
        rank_level=row["rank_level"],
        is_key_official=row["is_key_official"] == "yes",
        order=int(row["order"]),
        valid_from=LOWER_BOUND,
    )
