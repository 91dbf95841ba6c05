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


def drawn_test() -> str:
    """Hidden texts within a hidden heading; then one of two hidden tests, drawn for each of two attempts."""
    hidden = ' isvisible="false"'
    done = '<rollupRules rollupObjectiveSatisfied="false" rollupProgressCompletion="false" objectiveMeasureWeight="0">'
    done += '<rollupRule childActivitySet="all"><rollupConditions><rollupCondition condition="completed"/>'
    done += '</rollupConditions><rollupAction action="satisfied"/></rollupRule></rollupRules>'
    said = '<controlMode choice="true" flow="true"/>' + done + writes("texts")
    texts = part("texts", said, opens=False, inside=part("a", BY_CONTENT) + part("b", BY_CONTENT))
    score = '<mapInfo targetObjectiveID="score" readSatisfiedStatus="false"{}/>'
    sets = score.format(' readNormalizedMeasure="false" writeNormalizedMeasure="true"')
    ends = rules(rule("post", "exitParent", "always"))
    ends += f'<objectives><primaryObjective objectiveID="score">{sets}</primaryObjective></objectives>'
    tests = "".join(part(key, ends + BY_CONTENT).replace("<item", f"<item{hidden}") for key in ("t1", "t2"))
    bank = '<controlMode choice="false" flow="true"/><limitConditions attemptLimit="2"/>' + rules(
        rule("pre", "disabled", "not satisfied of texts", "not objectiveStatusKnown of texts", combination="any"),
        rule("post", "retry", "not satisfied", "not attemptLimitExceeded"),
        rule("post", "exitAll", "always"),
    )
    any_of = '<rollupRule childActivitySet="any"><rollupConditions><rollupCondition{} condition="satisfied"/>'
    any_of += '</rollupConditions><rollupAction action="{}"/></rollupRule>'
    rolled = any_of.format(' operator="not"', "notSatisfied") + any_of.format("", "satisfied")
    reading = '<objective objectiveID="texts"><mapInfo targetObjectiveID="texts"/></objective>'
    primary = f'<primaryObjective objectiveID="score">{score.format("")}</primaryObjective>'
    bank += f"<rollupRules>{rolled}</rollupRules><objectives>{primary}{reading}</objectives>"
    bank += '<randomizationControls randomizationTiming="onEachNewAttempt" reorderChildren="true"/>'
    return written(
        texts.replace("<item", f"<item{hidden}", 1),
        part("test", bank, opens=False, inside=tests),
    )
