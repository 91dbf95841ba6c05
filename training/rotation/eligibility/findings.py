"""What a check says: an answer, a sentence in both languages, and the facts it rests on with their source."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.people.models import Person
from training.rotation.eligibility.evaluation_models import EligibilityAnswer
from training.rotation.eligibility.models import Kinship

Result = EligibilityAnswer.Result
LANGUAGES = ("vi", "en")

NAMES = {
    "birth_date": _("Date of birth"),
    "sex": _("Sex"),
    "age": _("Age on the reference date"),
    "retires_on": _("Reaches retirement age on"),
    "office": _("Office held"),
    "posting": _("Posting"),
    "term_ends": _("Term ends on"),
    "succession": _("In succession planning"),
    "confirmation": _("Exemption confirmed by the unit"),
    "conclusion": _("Political criteria met"),
    "theory": _("Political theory level"),
    "native_place": _("Native place"),
    "birthplace": _("Birthplace"),
    "permanent_residence": _("Permanent residence"),
    "previous_work": _("Worked before in"),
    "host_unit": _("Host unit"),
    "relative": _("Relative"),
    "grassroots_months": _("Months at the grassroots"),
    "head_months": _("Months in a row at the head"),
    "exception": _("Decision of exception"),
}
SOURCES = {
    "register": _("register of people"),
    "decision": pgettext_lazy("source", "decision"),
    "document": pgettext_lazy("source", "document"),
    "unit": _("confirmed by the unit"),
    "committee": _("file of the Committee"),
    "units": _("history of units"),
    "reckoned": pgettext_lazy("source", "reckoned"),
}
YES_NO = {True: _("yes"), False: _("no")}


@dataclass(frozen=True)
class Fact:
    """A fact a check has used: its name, its value, and where it comes from."""

    name: str
    value: Any
    source: str = "register"
    document: str = ""

    def stored(self) -> dict[str, Any]:
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        return {"name": self.name, "value": value, "source": self.source, "document": self.document}


@dataclass(frozen=True)
class Sentence:
    """A sentence that is still to be said in a language, with what stands in its gaps."""

    text: Any
    values: dict[str, Any]

    def __str__(self) -> str:
        return str(self.text) % {
            name: value.strftime("%d/%m/%Y") if isinstance(value, date) else value
            for name, value in self.values.items()
        }


@dataclass(frozen=True)
class Finding:
    result: str
    sentence: Sentence
    facts: tuple[Fact, ...] = ()


def finding(result: str, text: Any, *facts: Fact, **values: Any) -> Finding:
    return Finding(result, Sentence(text, values), facts)


def in_both_languages(sentences: list[Sentence]) -> Iterator[tuple[str, ...]]:
    """Each sentence in Vietnamese and in English; the language is changed twice, however many they are."""
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append([str(sentence) for sentence in sentences])
    return zip(*said, strict=True)


def shown(fact: dict[str, Any]) -> tuple[str, str, str]:
    """A stored fact as a reader sees it: its name, its value, its source."""
    value, source = fact["value"], str(SOURCES.get(fact["source"], fact["source"]))
    if fact["document"]:
        source = f"{source} {fact['document']}"
    return str(NAMES.get(fact["name"], fact["name"])), _shown_value(fact["name"], value), source


def _shown_value(name: str, value: Any) -> str:
    if value is None or value == "":
        return str(_("not recorded"))
    if isinstance(value, bool):
        return str(YES_NO[value])
    if isinstance(value, str) and (day := parse_date(value) if len(value) == 10 and value[4] == "-" else None):
        return day.strftime("%d/%m/%Y")
    if name == "sex":
        return str(Person.Sex(value).label)
    if name == "theory":
        return str(Person.TheoryLevel(value).label)
    if name == "relative":
        kind, _colon, rest = str(value).partition(":")
        return f"{Kinship.Kind(kind).label}: {rest}"
    return str(value)
