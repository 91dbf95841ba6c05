"""The sequencing of SCORM 2004, process by process, and the prerequisites of SCORM 1.2."""

import pytest

from curriculum.packages.checking.scorm import read_scorm
from curriculum.packages.sequencing.attempts import Said, take
from curriculum.packages.sequencing.looking_ahead import look_ahead
from curriculum.packages.sequencing.prerequisites import Unreadable, are_met
from curriculum.packages.sequencing.process import Request, perform
from curriculum.packages.sequencing.refusals import Refused, Why
from curriculum.packages.sequencing.tree import Tree
from tests.curriculum.packages.samples import manifest, needs_samples, sample
from tests.curriculum.packages.sequenced import (
    EDITION,
    ORDERED,
    drawn_test,
    forced,
    part,
    reads,
    retried,
    rule,
    rules,
    writes,
    written,
)


def tree_of(text: str | bytes) -> Tree:
    package = read_scorm(text.encode() if isinstance(text, str) else text, ())
    return Tree(package.details, [(depth, one.identifier, one.title, one.details) for depth, one in _all(package)])


def _all(package):
    return [pair for item in package.items for pair in item.walk()]


class Learner:
    """Walks a package; ``at`` is the part delivered, "" at rest or at the end."""

    def __init__(self, text: str | bytes) -> None:
        self.tree = tree_of(text)
        self.at = self.ask("start")

    def ask(self, name: str, target: str = "") -> str:
        self.tree = tree_again(self.tree)
        activity = perform(self.tree, Request(name, target))
        self.at = activity.key if activity else ""
        return self.at

    def says(self, *, suspends: bool = False, **values) -> None:
        take(self.tree, self.tree.current, Said(values, wants_suspension=suspends))

    def refusal(self, name: str, target: str = "") -> Why:
        with self.tree.tried(), pytest.raises(Refused) as refused:
            perform(self.tree, Request(name, target))
        return refused.value.why

    def closed(self) -> dict[str, Why]:
        return {key: refused.why for key, refused in look_ahead(self.tree).refused.items()}


def tree_again(tree: Tree) -> Tree:
    """Every step goes through what is kept between visits."""
    return tree.restore(tree.kept())


def test_parts_open_one_after_the_other():
    learner = Learner(forced())
    assert learner.at == "a"
    assert learner.closed() == {"b": Why.DISABLED, "c": Why.DISABLED}
    assert (look_ahead(learner.tree).continues, learner.refusal("choice", "b")) == (False, Why.DISABLED)
    learner.says(completed=True, satisfied=False)
    assert learner.closed() == {"b": Why.DISABLED, "c": Why.DISABLED}
    learner.says(completed=True, satisfied=True)
    assert learner.closed() == {"c": Why.DISABLED}
    assert learner.ask("continue") == "b"
    learner.says(satisfied=True)
    assert learner.ask("choice", "c") == "c"
    learner.says(completed=True, satisfied=True)
    assert look_ahead(learner.tree).ends
    assert (learner.ask("continue"), learner.tree.is_over) == ("", True)
    assert learner.tree.satisfied(learner.tree.root) is True


def test_a_chapter_is_studied_again_until_its_test_is_passed():
    learner = Learner(retried())
    assert (learner.at, learner.ask("continue")) == ("text", "test")
    learner.says(completed=True, satisfied=False)
    assert learner.ask("continue") == "text"
    assert learner.tree.activities["chapter"].attempts == 2
    assert learner.ask("continue") == "test"
    assert learner.tree.satisfied(learner.tree.current) is None  # a new attempt: nothing is known of it
    learner.says(completed=True, satisfied=True)
    assert learner.ask("continue") == "end"
    assert learner.ask("continue") == ""
    assert learner.tree.completed(learner.tree.root) is True


def test_a_hidden_test_is_drawn_for_each_attempt_and_the_last_score_counts():
    learner = Learner(drawn_test())
    root = learner.tree.root
    assert learner.closed() == {"test": Why.DISABLED, "t1": Why.NO_CHOICE, "t2": Why.NO_CHOICE}
    learner.says(completed=True)
    assert learner.ask("continue") == "b"
    learner.says(completed=True)
    assert learner.ask("choice", "test") in ("t1", "t2")
    learner.says(completed=True, satisfied=False, measure=0.2)
    assert learner.ask("continue") in ("t1", "t2")
    assert learner.closed()["test"] is Why.USED_UP
    learner.says(completed=True, satisfied=True, measure=0.9)
    assert (learner.ask("exit"), learner.tree.is_over) == ("", True)
    assert (learner.tree.satisfied(root), learner.tree.read(root, root.definition.primary, "measure")) == (True, 0.9)


def test_attempts_run_out():
    learner = Learner(written(part("a"), part("b", '<limitConditions attemptLimit="2"/>')))
    assert [learner.ask("choice", key) for key in ("b", "a", "b")] == ["b", "a", "b"]
    learner.ask("choice", "a")
    assert learner.refusal("choice", "b") is Why.USED_UP
    assert learner.refusal("continue") is Why.USED_UP


def test_where_choice_is_off_one_goes_on_and_back_only():
    learner = Learner(written(part("a"), part("b"), organisation=ORDERED))
    assert set(learner.closed().values()) == {Why.NO_CHOICE}
    assert (learner.ask("continue"), learner.ask("previous")) == ("b", "a")
    assert learner.refusal("previous") is Why.NOTHING
    chosen = Learner(written(part("a"), part("b"), organisation="<sequencing><controlMode/></sequencing>"))
    assert (chosen.at, chosen.closed()) == ("a", {})  # nothing flows: the first that may be chosen
    assert (chosen.refusal("continue"), chosen.ask("choice", "b")) == (Why.NO_FLOW, "b")


def test_rules_before_a_part():
    skipped = part("b", rules(rule("pre", "skip", "satisfied of goal")) + reads("goal"))
    stopped = part("c", rules(rule("pre", "stopForwardTraversal", "not completed")))
    hidden = part("e", rules(rule("pre", "hiddenFromChoice", "always")))
    learner = Learner(written(part("a", writes("goal")), skipped, stopped, part("d"), hidden))
    learner.says(satisfied=True)
    assert learner.ask("continue") == "c"
    assert learner.closed() == {"e": Why.HIDDEN}  # as things stand the part ends completed, and the way is open
    learner.says(completed=False)
    assert learner.closed() == {"d": Why.STOPPED, "e": Why.HIDDEN}
    assert learner.ask("previous") == "a"


def test_the_unknown_is_neither_true_nor_false():
    asks = rules(rule("pre", "skip", "not satisfied of goal")) + reads("goal")
    learner = Learner(written(part("a", writes("goal")), part("b", asks), part("c")))
    learner.says(suspends=True)  # nothing is taken for granted of what is suspended
    assert learner.ask("continue") == "b"
    learner.ask("previous")
    learner.says(satisfied=False)
    assert learner.ask("continue") == "c"


def test_constrained_choice():
    forward = '<controlMode choice="true" flow="true" forwardOnly="true"/>'
    inner = part("x", inside=part("x1") + part("x2"), opens=False, said=forward)
    kept = '<constrainedChoiceConsiderations preventActivation="true"/>'
    shut = part("y", inside=part("y1"), opens=False, said='<controlMode choice="true" flow="true"/>' + kept)
    stays = part("z", inside=part("z1"), opens=False, said='<controlMode choiceExit="false" flow="true"/>')
    learner = Learner(written(inner, shut, stays))
    assert learner.at == "x1"
    assert learner.closed() == {"y1": Why.STAY}
    assert learner.ask("continue") == "x2"
    assert (learner.refusal("previous"), learner.refusal("choice", "x1")) == (Why.FORWARD_ONLY, Why.FORWARD_ONLY)
    assert learner.ask("choice", "z1") == "z1"
    assert learner.closed() == dict.fromkeys(("x", "x1", "x2", "y", "y1"), Why.STAY)


def test_children_are_drawn_and_stay_drawn():
    drawn = '<randomizationControls selectionTiming="once" selectCount="2" randomizationTiming="onEachNewAttempt" '
    drawn += 'reorderChildren="true"/>'
    bank = part(
        "bank", '<controlMode choice="true" flow="true"/>' + drawn, opens=False, inside="".join(map(part, "abcd"))
    )
    learner = Learner(written(bank))
    offered = [child.key for child in learner.tree.activities["bank"].children]
    assert len(set(offered)) == 2
    assert set(learner.closed()) == set("abcd") - set(offered)
    assert [learner.at, learner.ask("continue"), learner.ask("continue")] == [*offered, ""]
    assert learner.tree.completed(learner.tree.root) is True


def test_measures_are_weighed_and_judged():
    judged = '<objectives><primaryObjective satisfiedByMeasure="true"><minNormalizedMeasure>0.6</minNormalizedMeasure>'
    judged += "</primaryObjective></objectives>"
    organisation = f'<sequencing><controlMode flow="true"/>{judged}</sequencing>'
    weights = [f'<rollupRules objectiveMeasureWeight="{weight}"/>' for weight in ("0", "1", "3")]
    keys = "abc"
    learner = Learner(written(*map(part, keys, weights), organisation=organisation))
    root = learner.tree.root
    learner.ask("continue")
    learner.says(measure=1.0)
    assert learner.tree.read(root, root.definition.primary, "measure") == 0.25
    assert learner.tree.satisfied(root) is False
    learner.ask("continue")
    learner.says(measure=0.5)
    assert learner.tree.read(root, root.definition.primary, "measure") == 0.625
    assert learner.tree.satisfied(root) is True


def test_what_is_suspended_goes_on_and_what_ended_begins_anew():
    learner = Learner(written(part("a"), part("b")))
    learner.says(completed=False, suspends=True)
    learner.ask("continue")
    learner.ask("previous")
    a = learner.tree.activities["a"]
    assert (a.attempts, learner.tree.completed(a)) == (1, False)
    assert (learner.ask("suspendAll"), learner.tree.is_over) == ("", False)
    assert (learner.ask("resumeAll"), a.attempts) == ("a", 1)
    learner.says(completed=True)
    assert learner.ask("choice", "a") == "a"
    assert (a.attempts, learner.tree.completed(a)) == (2, None)
    assert (learner.ask("exit"), learner.tree.is_over) == ("", False)
    assert learner.ask("continue") == "b"
    assert (learner.ask("exitAll"), learner.tree.is_over) == ("", True)
    assert (learner.ask("start"), learner.tree.root.attempts) == ("a", 2)


def test_rules_of_a_collection_and_of_the_way_out():
    collection = (
        '<sequencingCollection xmlns="http://www.imsglobal.org/xsd/imsss">'
        f'<sequencing ID="ends">{rules(rule("post", "exitAll", "satisfied"))}</sequencing></sequencingCollection>'
    )
    item = '<item identifier="a" identifierref="r"><title>A</title><sequencing IDRef="ends"/></item>'
    text = manifest(item, part("b"), ORDERED, edition=EDITION).replace("</manifest>", f"{collection}</manifest>")
    learner = Learner(text)
    learner.says(satisfied=True)
    assert (learner.ask("continue"), learner.tree.is_over) == ("", True)


@needs_samples
def test_packages_of_adl_are_walked_as_its_test_suite_walks_them():
    def walked(name: str, *reports: dict) -> list[str]:
        learner = Learner(sample(f"scorm/adl-manifests/{name}.imsmanifest.xml").read_bytes())
        way = [learner.at]
        for values in reports:
            learner.says(**values)
            way.append(learner.ask("continue").removeprefix("activity_"))
        return way[1:]

    done, begun = {"completed": True}, {"completed": False}
    assert walked("CO-01", done) == ["3"]  # completion mapped through a shared objective: the second is skipped
    assert walked("CO-01", begun) == ["2"]
    assert walked("SX-02", {}, done, done, done) == ["3", "4", "5", "1"]
    assert walked("SX-02", {}, done, begun, done) == ["3", "4", "5", "6"]


def test_what_is_not_held_to_is_named():
    limits = part("a", '<limitConditions attemptLimit="1" beginTimeLimit="2026-01-01"/>')
    times = part("b", rules(rule("pre", "skip", "timeLimitExceeded")))
    notes = read_scorm(written(limits, times).encode(), ()).notes
    assert len(notes) == 2
    assert "beginTimeLimit" in notes[0]
    assert "timeLimitExceeded" in notes[1]
    assert read_scorm(forced().encode(), ()).notes == read_scorm(retried().encode(), ()).notes == []
    asks = "<item identifier='i' identifierref='r'><title>A</title><adlcp:prerequisites>{}</adlcp:prerequisites></item>"
    for expression in ("i &amp;", "gone"):
        assert len(read_scorm(manifest(asks.format(expression)).encode(), ()).notes) == 1


STATUSES = {"A": "passed", "B": "completed", "C": "failed", "D": "incomplete"}


@pytest.mark.parametrize(
    ("expression", "holds", "lacking"),
    [
        ("A", True, ()),
        ("A & B", True, ()),
        ("A&D&E", False, ("D", "E")),
        ("C | D | B", True, ()),
        ("C | D", False, ("C", "D")),
        ("~D", True, ()),
        ("~A", False, ()),
        ('C = "failed"', True, ()),
        ("C=f & D<>c", True, ()),
        ("2*{A, C, D, B}", True, ()),
        ("{A, B, C}", False, ("C",)),
        ("(A | C) & ~(C & D)", True, ()),
    ],
)
def test_prerequisites_are_read_as_the_aicc_writes_them(expression, holds, lacking):
    met = are_met(expression, STATUSES)
    assert (met.holds, met.lacking) == (holds, lacking)


@pytest.mark.parametrize("expression", ["", "A &", "(A", "A B", "A = maybe", "2*A", "~", "(" * 500])
def test_prerequisites_that_cannot_be_read_are_named(expression):
    with pytest.raises(Unreadable):
        are_met(expression, STATUSES)
