"""Reading the sentence in which a programme describes its assessment, such as
"Bài kiểm tra cuối khóa (40 %) + bài thu hoạch gắn với một vấn đề của xã, phường (60 %)".
"""

import re
from dataclasses import dataclass

from curriculum.programmes.models import ProgrammeAssessment

Form = ProgrammeAssessment.Form

_PARTS = re.compile(r" \+ |(?<=\)), ")
_NOTE = re.compile(r"\s*\(([^)]*)\)$")
_WEIGHT = re.compile(r"(\d+) %")
_TIMES = {"hai": 2, "ba": 3, "bốn": 4}

# The first word found decides, so the narrow words stand before the wide ones.
_FORMS = (
    ("trắc nghiệm", Form.MULTIPLE_CHOICE),
    ("tiểu luận", Form.ESSAY),
    ("đề án", Form.PROJECT),
    ("kế hoạch hành động", Form.PROJECT),
    ("kiểm tra", Form.TEST),
    ("báo cáo", Form.FIELD_REPORT),
    ("thu hoạch", Form.REFLECTIVE_REPORT),
    ("tình huống", Form.SITUATION),
    ("thực hành", Form.PRACTICE),
)


@dataclass(frozen=True)
class Part:
    """One part of an assessment as the sentence has it; ``weight`` is None where the sentence gives none."""

    name: str
    form: str
    weight: int | None
    is_graded: bool


def read_assessment(sentence: str) -> list[Part]:
    """The parts of the assessment, with weights that add up to 100.

    A part with a share ("40 %") or a mark ("từ 5/10") is graded; any other is passed or not passed. Parts without a
    stated weight share 100 among the graded ones, or among all where none is graded.

    Raises ``ValueError`` when the stated weights do not add up to 100 or a part is of no known form.
    """
    parts = [part for words in _PARTS.split(sentence.split(";")[0]) for part in _read_part(words)]
    if any(part.weight is not None for part in parts):
        if sum(part.weight or 0 for part in parts) != 100:
            raise ValueError(f"The weights do not add up to 100: {sentence}")
        return parts
    return _shared_out(parts)


def _read_part(words: str) -> list[Part]:
    note = _NOTE.search(words)
    name = _NOTE.sub("", words).strip()
    weight = _WEIGHT.search(note[1]) if note else None
    is_graded = weight is not None or bool(note and "/10" in note[1])
    form = next((form for key, form in _FORMS if key in name.casefold()), None)
    if form is None:
        raise ValueError(f"No known form of assessment: {words}")
    share = int(weight[1]) if weight else None
    first, _space, rest = name.partition(" ")
    names = [f"{rest} {n}" for n in range(1, _TIMES[first.casefold()] + 1)] if first.casefold() in _TIMES else [name]
    return [Part(one[0].upper() + one[1:], form, share, is_graded) for one in names]


def _shared_out(parts: list[Part]) -> list[Part]:
    takers = [part for part in parts if part.is_graded] or parts
    share, left = divmod(100, len(takers))
    weights = {id(part): share for part in takers}
    weights[id(takers[-1])] += left
    return [Part(part.name, part.form, weights.get(id(part), 0), part.is_graded) for part in parts]
