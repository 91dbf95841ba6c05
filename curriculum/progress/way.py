"""A person's way through one programme: compulsory modules and electives, what is done, what is locked and by what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from curriculum.programmes.models import ElectiveGroup, ModulePage, ProgrammePage
from curriculum.progress.queries import LessonState, progress_in


@dataclass
class ModuleState:
    """One module, its lessons, and the modules that must be completed before it opens; ``number`` counts from one."""

    number: int
    module: ModulePage
    lessons: list[LessonState] = field(default_factory=list)
    waits_for: list["ModuleState"] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.lessons)

    @property
    def completed(self) -> int:
        return sum(one.is_complete for one in self.lessons)

    @property
    def is_complete(self) -> bool:
        """All its lessons are; a module without lessons is taught in class and not completed here."""
        return bool(self.lessons) and self.completed == self.total

    @property
    def is_locked(self) -> bool:
        return bool(self.waits_for)

    @property
    def minutes_left(self) -> int:
        return sum(one.minutes_left for one in self.lessons)

    @property
    def to_go_on_with(self) -> LessonState | None:
        return next((one for one in self.lessons if not one.is_complete and not self.is_locked), None)


@dataclass
class GroupState:
    """A group of electives: of its modules with lessons, ``least`` are to be completed."""

    group: ElectiveGroup
    modules: list[ModuleState]

    @property
    def least(self) -> int:
        return min(self.group.least, len(self.modules))

    @property
    def completed(self) -> int:
        return sum(one.is_complete for one in self.modules)

    @property
    def is_complete(self) -> bool:
        return self.completed >= self.least


@dataclass
class Way:
    """The modules of a programme in order."""

    programme: ProgrammePage
    modules: list[ModuleState]

    @cached_property
    def groups(self) -> list[GroupState]:
        groups = ElectiveGroup.objects.filter(programme=self.programme.pk).order_by("sort_order", "pk")
        return [GroupState(group, _members(group, self.modules)) for group in groups]

    @property
    def compulsory(self) -> list[ModuleState]:
        return [one for one in self.modules if one.module.elective_group_id is None]

    @property
    def to_complete(self) -> int:
        """Modules with lessons the programme asks for: the compulsory ones, and of each group so many."""
        wanted = sum(bool(one.lessons) for one in self.compulsory)
        return wanted + sum(group.least for group in self.groups)

    @property
    def completed(self) -> int:
        done = sum(one.is_complete for one in self.compulsory)
        return done + sum(min(group.completed, group.least) for group in self.groups)

    def module(self, pk: int) -> ModuleState | None:
        return next((one for one in self.modules if one.module.pk == pk), None)

    def open_all(self) -> None:
        """For those whom the order does not bind."""
        for state in self.modules:
            state.waits_for = []
            for lesson in state.lessons:
                lesson.is_locked = False

    def beside(self, state: ModuleState) -> tuple[ModuleState | None, ModuleState | None]:
        """The modules before and after."""
        place = self.modules.index(state)
        after = self.modules[place + 1] if place + 1 < len(self.modules) else None
        return (self.modules[place - 1] if place else None), after


def way_through(user, programme: ProgrammePage) -> Way:
    """Three queries for any programme, a fourth for its groups of electives."""
    modules = ModulePage.objects.child_of(programme).live().defer("intro").order_by("path")
    states = [ModuleState(number, module) for number, module in enumerate(modules, start=1)]
    by_path = {state.module.path: state for state in states}
    for lesson in progress_in(user, programme.path).lessons:
        if state := by_path.get(lesson.lesson.module_path):
            state.lessons.append(lesson)
    _lock(states)
    return Way(programme, states)


def _members(group: ElectiveGroup, states: Sequence[ModuleState]) -> list[ModuleState]:
    return [one for one in states if one.module.elective_group_id == group.pk and one.lessons]


def _lock(states: Sequence[ModuleState]) -> None:
    by_key = {state.module.pk: state for state in states}
    through = ModulePage.prerequisites.through.objects.filter(from_modulepage__in=list(by_key))
    pairs = through.order_by("to_modulepage__path").values_list("from_modulepage_id", "to_modulepage_id")
    for module, needed in pairs:
        before = by_key.get(needed)
        if before is not None and before.lessons and not before.is_complete:
            by_key[module].waits_for.append(before)
