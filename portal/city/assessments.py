"""What stands in the half-year, yearly and final assessments, and in the readiness of the host unit."""

from datetime import timedelta
from random import Random
from typing import Any

from portal.city.logbook import notes
from training.mentoring.profiles import MENTOR, RATERS, expected_level
from training.models import Competency, TermForm

READY = ("duties_defined", "place_ready", "mentor_ready", "introduction_planned", "access_given", "link_known")
LOW, HIGH = 1, 5


class Assessments:
    """Believable answers; levels follow the expected path, a little beside it."""

    def __init__(self, dice: Random):
        self.dice = dice
        self.competencies = list(Competency.objects.filter(valid_to__isnull=True).order_by("order"))

    def answers(self, form: TermForm) -> dict[str, Any]:
        """Everything everybody writes into the form; who writes what the form itself says."""
        if form.code == "F10":
            return {name: self.dice.choice(("yes", "yes", "yes", "partly")) for name in READY}
        return self.levels(form.month) | self._words(form)

    def levels(self, month: int) -> dict[str, dict[str, Any]]:
        """Levels of both raters with evidence, about as the path expects at the month."""
        given = {}
        for one in self.competencies:
            level = (expected_level(one, month) or LOW) + self.dice.choice((-1, 0, 0, 0, 0, 1))
            for rater in RATERS:
                seen = level if rater == MENTOR else level + self.dice.choice((0, 0, 0, 1))
                evidence = self.dice.choice([*notes()["evidence"][one.code], None if rater != MENTOR else ""])
                given[f"{one.code}_{rater}"] = {"level": min(max(seen, LOW), HIGH), "evidence": evidence or None}
        return given

    def _words(self, form: TermForm) -> dict[str, Any]:
        words, dice, day = notes(), self.dice, form.due_on.isoformat()
        return {
            **words["host"],
            "results": [{"task": task, "result": what} for what, task in dice.sample(words["results"], 3)],
            "lessons": dice.choice(words["lessons"]),
            "wishes": dice.choice(words["wishes"]),
            "mentor_comment": dice.choice(words["mentor_notes"]),
            "visit_on": (form.due_on - timedelta(days=10)).isoformat(),
            "visit_note": dice.choice(words["visits"]),
            "status": dice.choice(("on_track", "on_track", "on_track", "needs_support")),
            "proposed_rank": dice.choice(("good", "good", "done", "excellent")),
            "minutes_number": f"{dice.randrange(10, 90)}-BB/ĐU",
            "minutes_on": day,
            "received_on": day,
            "sending_remark": dice.choice(words["remarks"]),
            "conclusion": "continue",
            "conclusion_note": dice.choice(words["conclusions"]),
            "opinion": dice.choice(words["remarks"]),
            "authority_assessment": dice.choice(words["conclusions"]),
            "area_file": "handed_over",
            "placement": dice.choice(("returned", "higher", "stays")),
        }
