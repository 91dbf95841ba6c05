"""A person's way through the parts of a package."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, FilteredRelation, Q, QuerySet, Subquery
from django.utils.crypto import salted_hmac

from curriculum.packages.locks import locks_of
from curriculum.packages.models import PackageItem, PackageItemState, PackagePage, PackageRegistration
from curriculum.programmes.models import ModulePage
from curriculum.progress.order import module_path_of_outer_lesson


def learner_of(user) -> tuple[str, str]:
    """How content knows the person: a code that says nothing elsewhere, and the name as SCORM writes it."""
    code = salted_hmac("curriculum.packages.learner", str(user.pk), algorithm="sha256").hexdigest()[:24]
    return code, ", ".join(part for part in (user.last_name, user.first_name) if part) or user.get_username()


@dataclass(frozen=True)
class Part:
    """An entry of the table of contents and where the person stands in it."""

    item: PackageItem
    state: PackageItemState | None
    rule: str
    locked: str = ""  # why it cannot be opened yet, in a sentence
    opens: bool = False  # of a heading in a sequenced package: that it can be chosen
    is_fixed: bool = False  # shown only: one comes to it in its turn
    is_done_as_a_whole: bool = False

    @property
    def is_done(self) -> bool:
        return self.is_done_as_a_whole or self.item.is_met_by(self.state, self.rule)

    @property
    def is_begun(self) -> bool:
        return self.state is not None and not self.is_done

    @property
    def percent(self) -> int | None:
        """The score last reported, of a hundred."""
        return None if self.state is None or self.state.score is None else round(self.state.score * 100)


class Contents:
    """The table of contents of a page's package as one person sees it: three queries."""

    def __init__(self, page: PackagePage, user) -> None:
        self.page = page
        self.user = user

    @cached_property
    def registration(self) -> PackageRegistration | None:
        found = PackageRegistration.objects.filter(user=self.user, page=self.page, package=self.page.package_id)
        return found.first()

    def refresh(self) -> None:
        """Something was written: what is known of the person is read again."""
        for name in ("registration", "states", "parts"):
            vars(self).pop(name, None)

    @cached_property
    def items(self) -> list[PackageItem]:
        return list(self.page.package.items.all())

    @cached_property
    def states(self) -> dict[int, PackageItemState]:
        return {state.item_id: state for state in self.registration.states.all()} if self.registration else {}

    @cached_property
    def parts(self) -> list[Part]:
        """What the contents show; what is locked by its prerequisites says so."""
        locks = locks_of(self.page.package, self.items, self.states)
        shown = [item for item in self.items if item.is_visible]
        return [self.part(item, locks.get(item.pk, "")) for item in shown]

    def part(self, item: PackageItem, locked: str = "") -> Part:
        return Part(item, self.states.get(item.pk), self.page.completion, locked)

    @property
    def to_open(self) -> list[Part]:
        return [part for part in self.parts if part.item.href]

    @property
    def done(self) -> int:
        return sum(part.is_done for part in self.to_open)

    def chosen(self, item_id: int | None) -> Part | None:
        """The part asked for; else the one begun last and not done, else the first not done, else the first.

        What is locked is never chosen.
        """
        parts = [part for part in self.to_open if not part.locked]
        asked = next((part for part in parts if part.item.pk == item_id), None)
        begun = [part for part in parts if part.is_begun]
        latest = max(begun, key=lambda part: part.state.reported_at or part.state.opened_at) if begun else None
        return asked or latest or next((part for part in parts if not part.is_done), parts[0] if parts else None)

    def around(self, part: Part) -> tuple[Part | None, Part | None]:
        """The parts before and after this one."""
        parts = self.to_open
        place = next(number for number, one in enumerate(parts) if one.item.pk == part.item.pk)
        return (parts[place - 1] if place else None), (parts[place + 1] if place + 1 < len(parts) else None)


def packages_in(user, modules: Sequence[int]) -> QuerySet[PackagePage]:
    """The published pages with packages below these modules: ``module`` is its key, ``opened_at`` and ``completed_at``
    say how far the person has come. One query.
    """
    above = ModulePage.objects.filter(path=module_path_of_outer_lesson(), pk__in=modules).order_by()
    own = FilteredRelation("registrations", condition=Q(registrations__user=user, registrations__package=F("package")))
    pages = PackagePage.objects.live().annotate(module=Subquery(above.values("pk")[:1]), own=own)
    found = pages.filter(module__isnull=False).select_related("package").order_by("path")
    return found.annotate(opened_at=F("own__opened_at"), completed_at=F("own__completed_at"))
