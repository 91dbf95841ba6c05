"""What a regulated value is called on the screen, and how the value is said there."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from curriculum.vietnamese.text import fold

TABLE = Path(__file__).parent / "data" / "names.csv"
WORDS = {
    "*": pgettext_lazy("regulated value", "all others"),
    "above": pgettext_lazy("regulated value", "governing body"),
    "absent": pgettext_lazy("regulated value", "absent"),
    "afternoon": pgettext_lazy("regulated value", "afternoon"),
    "any": pgettext_lazy("regulated value", "every absence"),
    "average": pgettext_lazy("regulated value", "average"),
    "birthplace": pgettext_lazy("regulated value", "birthplace"),
    "bloc": pgettext_lazy("regulated value", "change of bloc"),
    "committee": pgettext_lazy("regulated value", "the Committee"),
    "common_criteria": pgettext_lazy("regulated value", "common criteria"),
    "competence": pgettext_lazy("regulated value", "competence"),
    "completion": pgettext_lazy("regulated value", "completion"),
    "council_chairman": pgettext_lazy("regulated value", "chairman of the People's Council"),
    "council_vice_chairman": pgettext_lazy("regulated value", "vice-chairman of the People's Council"),
    "dates_only": pgettext_lazy("regulated value", "only dates and document numbers"),
    "decides": pgettext_lazy("regulated value", "who decides"),
    "deputy_division_head": pgettext_lazy("regulated value", "deputy head of division"),
    "deputy_inspection_head": pgettext_lazy("regulated value", "deputy head of the inspection committee"),
    "deputy_office_chief": pgettext_lazy("regulated value", "deputy chief of office"),
    "deputy_party_building_head": pgettext_lazy("regulated value", "deputy head of the Party-building board"),
    "deputy_secretary": pgettext_lazy("regulated value", "deputy secretary"),
    "division_head": pgettext_lazy("regulated value", "head of division"),
    "distance": pgettext_lazy("regulated value", "way from home"),
    "evening": pgettext_lazy("regulated value", "evening"),
    "excellent": pgettext_lazy("regulated value", "excellent"),
    "excellent_completion": pgettext_lazy("regulated value", "excellent completion"),
    "excused": pgettext_lazy("regulated value", "excused absences only"),
    "female": pgettext_lazy("regulated value", "women"),
    "front_chairman": pgettext_lazy("regulated value", "chairman of the Front committee"),
    "front_vice_chairman": pgettext_lazy("regulated value", "vice-chairman of the Front committee"),
    "full": pgettext_lazy("regulated value", "everything"),
    "good": pgettext_lazy("regulated value", "good"),
    "good_completion": pgettext_lazy("regulated value", "good completion"),
    "housing": pgettext_lazy("regulated value", "housing"),
    "inspection_head": pgettext_lazy("regulated value", "head of the inspection committee"),
    "male": pgettext_lazy("regulated value", "men"),
    "months": pgettext_lazy("regulated value", "months"),
    "morning": pgettext_lazy("regulated value", "morning"),
    "most": pgettext_lazy("regulated value", "at most"),
    "name": pgettext_lazy("regulated value", "name"),
    "native_place": pgettext_lazy("regulated value", "native place"),
    "newly_appointed": pgettext_lazy("regulated value", "newly appointed"),
    "none": pgettext_lazy("regulated value", "no limit"),
    "office_chief": pgettext_lazy("regulated value", "chief of office"),
    "one_off": pgettext_lazy("regulated value", "one-off payment"),
    "off": pgettext_lazy("regulated value", "nothing before the decision"),
    "outstanding": pgettext_lazy("regulated value", "outstanding"),
    "overdue": pgettext_lazy("regulated value", "obligation overdue"),
    "party": pgettext_lazy("regulated value", "Party documents"),
    "party_building_head": pgettext_lazy("regulated value", "head of the Party-building board"),
    "party_secretary": pgettext_lazy("regulated value", "Party committee secretary"),
    "pc_chairman": pgettext_lazy("regulated value", "chairman of the People's Committee"),
    "pc_vice_chairman": pgettext_lazy("regulated value", "vice-chairman of the People's Committee"),
    "permanent": pgettext_lazy("regulated value", "for ever"),
    "permanent_residence": pgettext_lazy("regulated value", "permanent residence"),
    "place": pgettext_lazy("regulated value", "place"),
    "posts": pgettext_lazy("regulated value", "posts"),
    "previous_work": pgettext_lazy("regulated value", "place of earlier work"),
    "reinforcement": pgettext_lazy("regulated value", "reinforcement"),
    "required": pgettext_lazy("regulated value", "required"),
    "retained_allowance": pgettext_lazy("regulated value", "position allowance kept"),
    "rotation": pgettext_lazy("regulated value", "rotation"),
    "salary": pgettext_lazy("regulated value", "salary paid by the sending unit"),
    "school": pgettext_lazy("regulated value", "the School"),
    "secondment": pgettext_lazy("regulated value", "secondment"),
    "service_centre_director": pgettext_lazy("regulated value", "director of the service centre"),
    "speaker": pgettext_lazy("regulated value", "guest speaker"),
    "staff": pgettext_lazy("regulated value", "lecturer of the school"),
    "standing_deputy_secretary": pgettext_lazy("regulated value", "standing deputy secretary"),
    "state": pgettext_lazy("regulated value", "administrative documents"),
    "stay": pgettext_lazy("regulated value", "at least so many stay"),
    "step": pgettext_lazy("regulated value", "more each year"),
    "submitted": pgettext_lazy("regulated value", "time of the request"),
    "symbol": pgettext_lazy("regulated value", "abbreviation"),
    "task_criteria": pgettext_lazy("regulated value", "criteria of the task"),
    "tenure": pgettext_lazy("regulated value", "term of office"),
    "transfer": pgettext_lazy("regulated value", "transfer"),
    "travel": pgettext_lazy("regulated value", "travel"),
    "unit_balance": pgettext_lazy("regulated value", "balance between units"),
    "visiting": pgettext_lazy("regulated value", "visiting lecturer"),
    "warning": pgettext_lazy("regulated value", "warning only"),
    "wish": pgettext_lazy("regulated value", "wishes"),
    "women": pgettext_lazy("regulated value", "women"),
    "women_percent": pgettext_lazy("regulated value", "women (%)"),
    "year": pgettext_lazy("regulated value", "year"),
    "young": pgettext_lazy("regulated value", "young officials"),
    "young_below": pgettext_lazy("regulated value", "young: below the age of"),
    "young_percent": pgettext_lazy("regulated value", "young officials (%)"),
}


@cache
def _names() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {row["key"]: row for row in csv.DictReader(lines)}


def name_of(key: str) -> str:
    """The name of a regulated value in the language of the screen; a key added later is its own name."""
    row = _names().get(key)
    return row["name_en" if get_language() == "en" else "name_vi"] if row else key


def keys_named(words: str) -> list[str]:
    """The keys whose name, in either language, holds the words."""
    wanted = fold(words)
    return [key for key, row in _names().items() if wanted in fold(f"{row['name_vi']} {row['name_en']} {key}")]


def in_words(value: Any) -> str:
    """A value as an official would write it: numbers with a decimal comma, yes and no, lists by semicolons."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number_format(value)
    if isinstance(value, str):
        return str(WORDS.get(value, value))
    if isinstance(value, dict):
        if "name" in value:
            return str(value["name"])
        return "; ".join(f"{in_words(name)}: {in_words(inner)}" for name, inner in value.items())
    if value and all(isinstance(inner, list) for inner in value):
        return "; ".join(": ".join(map(in_words, inner)) for inner in value)
    if len(value) == 2 and all(isinstance(inner, str) and ":" in inner for inner in value):
        return "–".join(value)
    return "; ".join(map(in_words, value))
