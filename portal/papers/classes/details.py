"""What the clerk fills in for a paper, and the words several papers of a class share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from portal.papers.paper import Issuer, Signature
from portal.papers.wording import day_in_words, in_figures
from training.models import Enrolment, TrainingClass

SEXES = {"male": "Nam", "female": "Nữ"}
MODES = {
    "full_time": "tập trung",
    "part_time": "không tập trung",
    "online": "trực tuyến",
    "blended": "kết hợp trực tiếp và trực tuyến",
}
DOCUMENTS = {"certificate": "chứng chỉ", "completion_attestation": "giấy chứng nhận hoàn thành khóa học"}


@dataclass(frozen=True)
class Details:
    """The head and the foot of a paper, and further words a template asks for (``words``)."""

    issuer: Issuer
    number: str
    issued_on: date | None
    signature: Signature
    grounds: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)


def class_name(training_class: TrainingClass) -> str:
    """*lớp Bồi dưỡng …*, whether or not the name says so itself."""
    return as_class(training_class.name)


def as_class(name: str) -> str:
    return f"lớp {name[4:]}" if name.lower().startswith("lớp ") else f"lớp {name}"


def plan_words(training_class: TrainingClass) -> str:
    """The plan on which the class stands; without an item, the plan of its year."""
    item = training_class.plan_item
    if item is None:
        return plan_in_words(training_class.opens_on.year)
    return plan_in_words(item.plan.year, item.plan.decision_number, item.plan.decided_on)


def plan_in_words(year: int, number: str = "", decided_on: date | None = None) -> str:
    """*Kế hoạch … năm 2026*, with the decision that approved it where there is one."""
    words = f"Kế hoạch đào tạo, bồi dưỡng cán bộ, công chức năm {year}"
    if decided_on is None:
        return words
    return f"Quyết định số {number} {day_in_words(decided_on)} phê duyệt {words}"


def sentence(words: str) -> str:
    """The words with a capital."""
    return words[:1].upper() + words[1:]


def days_of(training_class: TrainingClass) -> str:
    return f"từ ngày {in_figures(training_class.opens_on)} đến ngày {in_figures(training_class.closes_on)}"


def learners_of(training_class: TrainingClass) -> list[Enrolment]:
    """Who holds a place, in the order of names, with unit and outcome. One query."""
    return list(
        training_class.enrolments.active()
        .select_related("person", "unit", "outcome")
        .order_by("person__sort_key", "pk")
    )


def lines(text: str) -> tuple[str, ...]:
    """What was typed line by line, without empty lines, dashes and signs at the end."""
    typed = (line.strip().lstrip("-– ").rstrip(";,. ") for line in text.splitlines())
    return tuple(line for line in typed if line)
