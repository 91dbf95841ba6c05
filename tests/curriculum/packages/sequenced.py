"""Small packages of SCORM 2004 that bring their own sequencing, each with the rule it is named for."""

from tests.curriculum.packages.samples import manifest

EDITION = "2004 4th Edition"
ORDERED = '<sequencing><controlMode choice="false" flow="true"/></sequencing>'
FREE = '<sequencing><controlMode choice="true" flow="true"/></sequencing>'
BY_CONTENT = '<deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>'


def part(key: str, said: str = "", *, opens: bool = True, more: str = "", inside: str = "") -> str:
    """An item; ``said`` stands within its sequencing, ``more`` beside it, ``inside`` holds the items below."""
    sequencing = f"<sequencing>{said}</sequencing>" if said else ""
    reference = ' identifierref="r"' if opens else ""
    return f'<item identifier="{key}"{reference}><title>Bài {key}</title>{inside}{more}{sequencing}</item>'


def rule(kind: str, action: str, *conditions: str, combination: str = "all") -> str:
    """``conditions`` are written "satisfied", "not satisfied", "not satisfied of goal"."""
    found = ""
    for words in conditions:
        condition, _of, objective = words.partition(" of ")
        operator = ' operator="not"' if condition.startswith("not ") else ""
        referenced = f' referencedObjective="{objective}"' if objective else ""
        found += f'<ruleCondition condition="{condition.removeprefix("not ")}"{operator}{referenced}/>'
    conditions_ = f'<ruleConditions conditionCombination="{combination}">{found}</ruleConditions>'
    return f'<{kind}ConditionRule>{conditions_}<ruleAction action="{action}"/></{kind}ConditionRule>'


def rules(*found: str) -> str:
    return f"<sequencingRules>{''.join(found)}</sequencingRules>"


def writes(target: str) -> str:
    link = f'<mapInfo targetObjectiveID="{target}" writeSatisfiedStatus="true" writeNormalizedMeasure="true"/>'
    return f'<objectives><primaryObjective objectiveID="own">{link}</primaryObjective></objectives>'


def reads(target: str, *, own: str = "") -> str:
    link = f'<mapInfo targetObjectiveID="{target}" readSatisfiedStatus="true"/>'
    primary = f'<primaryObjective objectiveID="own">{own}</primaryObjective>'
    return f'<objectives>{primary}<objective objectiveID="{target}">{link}</objective></objectives>'


def written(*items: str, organisation: str = FREE) -> str:
    return manifest(*items, organisation, edition=EDITION)


def closed_until(target: str) -> str:
    conditions = (f"not satisfied of {target}", f"not objectiveStatusKnown of {target}")
    return rules(rule("pre", "disabled", *conditions, combination="any"))


def forced() -> str:
    """Each part opens when the one before it is passed."""
    second = closed_until("goal-a") + reads(
        "goal-a", own='<mapInfo targetObjectiveID="goal-b" writeSatisfiedStatus="true"/>'
    )
    return written(
        part("a", writes("goal-a") + BY_CONTENT),
        part("b", second + BY_CONTENT),
        part("c", closed_until("goal-b") + reads("goal-b") + BY_CONTENT),
    )


def retried() -> str:
    """A chapter and its test; until the test is passed the chapter is studied again, at most three times."""
    again = rules(rule("post", "retry", "not satisfied"))
    test = part("test", rules(rule("post", "exitParent", "always")) + '<limitConditions attemptLimit="3"/>')
    chapter = part(
        "chapter",
        '<controlMode choice="false" flow="true"/>'
        + again
        + '<rollupRules><rollupRule childActivitySet="any"><rollupConditions conditionCombination="any">'
        '<rollupCondition operator="not" condition="satisfied"/></rollupConditions>'
        '<rollupAction action="notSatisfied"/></rollupRule><rollupRule childActivitySet="all"><rollupConditions>'
        '<rollupCondition condition="satisfied"/></rollupConditions><rollupAction action="satisfied"/></rollupRule>'
        "</rollupRules>",
        opens=False,
        inside=part("text") + test,
    )
    return written(chapter, part("end"), organisation=ORDERED)
