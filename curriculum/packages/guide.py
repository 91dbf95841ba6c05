"""What a person sees of a sequenced package: the part one is at, where one may go, what is locked and why."""

from dataclasses import replace
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.packages.models import PackageItem
from curriculum.packages.queries import Contents, Part
from curriculum.packages.sequencing.looking_ahead import Ahead, look_ahead
from curriculum.packages.sequencing.process import expect_navigation
from curriculum.packages.sequencing.refusals import Refused, Why
from curriculum.packages.sequencing.tree import Activity
from curriculum.packages.tracks import Track, goes_on

MOST_TOLD = 6
SPOKEN_OF = ("continue", "previous", "exit", "exitAll", "abandon", "abandonAll", "suspendAll")


class Guide:
    """Made after ``enter``, so that the states of the contents are those of the part delivered."""

    def __init__(self, track: Track, contents: Contents) -> None:
        self.track, self.contents = track, contents

    @cached_property
    def ahead(self) -> Ahead:
        return look_ahead(self.track.tree)

    @property
    def part(self) -> Part | None:
        return self.contents.part(self.track.item) if self.track.item else None

    @property
    def is_running(self) -> bool:
        """Whether the content is to be shown: its attempt goes on and it has not ended by itself."""
        current, part = self.track.tree.current, self.part
        if current is None or not current.is_active or part is None:
            return False
        return part.state is None or not part.state.is_ended or goes_on(part.state)

    @property
    def is_over(self) -> bool:
        return self.track.tree.is_over

    @property
    def hidden(self) -> list[str]:
        """The buttons the part does not want to be shown (SN 5.7.1)."""
        return self.track.item.details.get("hidden_controls", []) if self.track.item else []

    @property
    def shows_previous(self) -> bool:
        return "previous" not in self.hidden and self._flows

    @property
    def shows_next(self) -> bool:
        return "continue" not in self.hidden and self._flows

    @property
    def _flows(self) -> bool:
        current = self.track.tree.current
        return bool(current and current.parent and current.parent.definition.flow)

    @cached_property
    def parts(self) -> list[Part]:
        """The contents. What the package hides from choice, or has not drawn for this attempt, is not shown."""
        found = []
        for item in self.contents.items:
            activity = self.track.activity(item)
            refused = self.ahead.refused.get(activity.key)
            is_here = item == self.here
            if not item.is_visible or (refused and not is_here and refused.why in (Why.HIDDEN, Why.NOT_DRAWN)):
                continue
            opens = bool(item.href) or self._opens_below(item)
            is_fixed = bool(refused) and refused.why is Why.NO_CHOICE and not is_here
            locked = self.reason(refused) if refused and opens and not is_here and not is_fixed else ""
            known = self.track.tree.completed(activity), self.track.tree.satisfied(activity)
            is_done = not item.href and opens and True in known
            found.append(
                replace(self.contents.part(item, locked), opens=opens, is_fixed=is_fixed, is_done_as_a_whole=is_done)
            )
        return found

    @property
    def here(self) -> PackageItem | None:
        """The entry of the contents under which one is: of a part that is not shown, the heading above it."""
        above = self.track.activity(self.track.item).up() if self.track.item else ()
        items = (self.track.items.get(activity.key) for activity in above)
        return next((item for item in items if item and item.is_visible), None)

    def _opens_below(self, item: PackageItem) -> bool:
        """A heading is itself chosen where nothing below it can be: the package then leads to one of its parts."""
        activity = self.track.activity(item)
        shown = [one for one in activity.below() if self.track.items[one.key].is_visible]
        return not activity.is_leaf and (not shown or not activity.definition.choice)

    @property
    def order_is_fixed(self) -> str:
        """Said once above the contents, where none or some of its parts can be chosen."""
        return _sentences()[Why.NO_CHOICE] if any(part.is_fixed for part in self.to_open) else ""

    @property
    def to_open(self) -> list[Part]:
        return [part for part in self.parts if part.item.href or part.opens]

    @property
    def done(self) -> int:
        return sum(part.is_done for part in self.to_open)

    def reason(self, refused: Refused) -> str:
        """Why a part is not open, with the parts that open it where the manifest tells."""
        if refused.why is Why.DISABLED and refused.about is not None and (titles := self._what_opens(refused.about)):
            return _("First finish: %(titles)s.") % {"titles": ", ".join(f"“{title}”" for title in titles)}
        return sentence_of(refused)

    def _what_opens(self, activity: Activity) -> list[str]:
        """The other parts that write the objectives on which the rule rests."""
        rules = [rule for rule in activity.definition.before if rule.action == "disabled"]
        objectives = [activity.objective(one.objective) for rule in rules for one in rule.conditions]
        targets = {link.target for one in objectives if one for link in one.links}
        tree, items = self.track.tree, self.track.items
        writers = [one for one in tree.root.below() if one is not activity and _writes(one) & targets]
        below = [part for one in writers for part in ([one] if items[one.key].is_visible else one.below())]
        return [part.title for part in below if items[part.key].is_visible][:MOST_TOLD]

    @property
    def validity(self) -> dict[str, object]:
        """The answers to ``adl.nav.request_valid`` (RTE 4.5): one for each request, and the targets of a choice."""
        granted = {"continue": self.ahead.continues, "previous": self.ahead.goes_back}
        for name in SPOKEN_OF:
            if name not in granted:
                granted[name] = self._is_granted(name)
        targets = {key: self.ahead.may_choose(key) for key in self.track.tree.activities if key}
        return granted | {"choice": targets, "jump": dict.fromkeys(targets, True)}

    def _is_granted(self, name: str) -> bool:
        try:
            expect_navigation(self.track.tree, name, None)
        except Refused:
            return False
        return True


def _writes(activity: Activity) -> set[str]:
    return {link.target for one in activity.definition.objectives for link in one.links if link.writes}


def sentence_of(refused: Refused) -> str:
    """Why something is not granted, as the person is told."""
    if refused.why is Why.USED_UP and refused.about is not None:
        limit = refused.about.definition.attempt_limit or 0
        told = ngettext("The one attempt is used up.", "All %(count)d attempts are used up.", limit)
        return told % {"count": limit}
    return _sentences()[refused.why]


def _sentences() -> dict[Why, str]:
    return {
        Why.NOTHING: _("There is nothing to open here at the moment."),
        Why.NO_FLOW: _("Choose a part from the contents."),
        Why.NO_CHOICE: _("The package is studied in its order."),
        Why.HIDDEN: _("The package does not offer this part at the moment."),
        Why.NOT_DRAWN: _("This part was not drawn for this attempt."),
        Why.DISABLED: _("The package opens this part when its conditions are met."),
        Why.USED_UP: _("All attempts are used up."),
        Why.STOPPED: _("First finish the parts before it."),
        Why.FORWARD_ONLY: _("The package does not let you go back to earlier parts."),
        Why.STAY: _("First finish the part you are at."),
        Why.CONSTRAINED: _("Only the parts next to the one you are at can be opened."),
        Why.UNKNOWN: _("The package has no such part."),
    }
