"""Reading a programme as a whole: its modules in order, each with its lessons."""

from dataclasses import dataclass, field
from itertools import groupby

from curriculum.lessons.models import LessonPage
from curriculum.programmes.models import ModulePage, ProgrammePage


@dataclass
class ModuleOutline:
    """A module and its published lessons; ``number`` counts from one."""

    number: int
    module: ModulePage
    lessons: list[LessonPage] = field(default_factory=list)


def outline_of(programme: ProgrammePage) -> list[ModuleOutline]:
    """The published modules of the programme with their lessons, in two queries; lessons without their text."""
    modules = ModulePage.objects.child_of(programme).live().defer("intro").order_by("path")
    lessons = LessonPage.objects.descendant_of(programme).live().defer("body").order_by("path")
    by_module = {path: list(found) for path, found in groupby(lessons, key=lambda page: page.path[: -page.steplen])}
    return [
        ModuleOutline(number, module, by_module.get(module.path, [])) for number, module in enumerate(modules, start=1)
    ]


def periods_by_kind(outline: list[ModuleOutline]) -> dict[str, int]:
    """Teaching periods of the modules added up: ``theory``, ``discussion``, ``practice``, ``other``."""
    kinds = ("theory", "discussion", "practice", "other")
    return {kind: sum(getattr(part.module, f"{kind}_periods") for part in outline) for kind in kinds}
