"""Which children of a heading are offered in an attempt, and in which order (SN 4.7: SR.1, SR.2)."""

from secrets import SystemRandom

from curriculum.packages.sequencing.tree import Activity, Tree

CHANCE = SystemRandom()
ALWAYS = "onEachNewAttempt"


def prepare_all(tree: Tree) -> None:
    """Before the first attempt on the package."""
    for activity in tree.activities.values():
        _draw(activity, ("once", ALWAYS))


def prepare_again(activity: Activity) -> None:
    """Before every other attempt on a heading; what is under way keeps its children and their order."""
    if activity.attempts and not activity.is_active and not activity.is_suspended:
        _draw(activity, (ALWAYS,))


def _draw(activity: Activity, timings: tuple[str, ...]) -> None:
    said = activity.definition
    if activity.is_leaf:
        return
    if said.selects in timings and said.select_count is not None:
        count = min(said.select_count, len(activity.every_child))
        chosen = CHANCE.sample(activity.every_child, count)
        activity.children = [child for child in activity.every_child if child in chosen]
    if said.shuffles in timings and said.reorders:
        CHANCE.shuffle(activity.children)
