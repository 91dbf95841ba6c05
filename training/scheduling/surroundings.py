"""What lies around a meeting in time: the other meetings of its day, of its class and of its lecturer.

A meeting is looked at among the published ones, or as a row of a draft among the rows of that draft and whatever the
draft holds no copy of. Each question is asked of the database once.
"""

from datetime import date
from functools import cached_property

from django.db.models import Count, Q, QuerySet, Sum

from training.nominations.models import Enrolment
from training.scheduling.drafts.models import DraftMeeting
from training.scheduling.drafts.rule_settings import settings_on
from training.scheduling.drafts.rules_of_planning import RULES, Level, gentler
from training.scheduling.findings import Finding
from training.scheduling.make_ups.queries import expected_at
from training.scheduling.models import ClassMeeting

AnyMeeting = ClassMeeting | DraftMeeting


class Surroundings:
    """The meeting looked at, at its date and half-day, and everything beside it."""

    def __init__(self, meeting: AnyMeeting):
        self.meeting = meeting
        self._settings = settings_on(meeting.date)

    def finding(self, rule: str, sentence: str, facts: dict | None = None, *, at_most=Level.BLOCK) -> list[Finding]:
        """What the rule says, as strong as it counts on the day; nothing where it is to say nothing."""
        setting = self._settings[rule]
        level = gentler(Level(setting.level), at_most) if setting.is_on else Level.IGNORE
        if RULES[rule].is_fixed:
            level = RULES[rule].level
        return [] if level == Level.IGNORE else [Finding(rule, sentence, facts or {}, level)]

    @cached_property
    def others(self) -> list[QuerySet]:
        """All other meetings, as one or two lists."""
        meeting, held = self.meeting, ClassMeeting.objects.held()
        if isinstance(meeting, DraftMeeting):
            rows = DraftMeeting.objects.placed().filter(draft=meeting.draft_id).exclude(pk=meeting.pk)
            copied = DraftMeeting.objects.filter(draft=meeting.draft_id, meeting__isnull=False).values("meeting")
            return [rows, held.exclude(pk__in=copied)]
        return [held.exclude(pk=meeting.pk)]

    @cached_property
    def same_day(self) -> list[AnyMeeting]:
        return [
            other
            for others in self.others
            for other in others.filter(date=self.meeting.date).select_related(
                "training_class", "room", "lecturer__person"
            )
        ]

    @property
    def at_once(self) -> list[AnyMeeting]:
        """The other meetings of the same half-day."""
        return [other for other in self.same_day if other.slot == self.meeting.slot]

    @property
    def people(self) -> QuerySet[Enrolment]:
        """Who is in the class, and guests who make a meeting up with it."""
        return expected_at(self.meeting.training_class_id, facts_of(self.meeting)["meeting"])

    @cached_property
    def by_unit(self) -> dict[int, int]:
        """How many of each unit are expected."""
        return dict(self.people.order_by().values_list("unit").annotate(count=Count("pk")))

    @property
    def learners(self) -> int:
        return sum(self.by_unit.values())

    def periods_of_lecturer(self, spans: dict[str, Q]) -> dict[str, int]:
        """The periods of the lecturer's other meetings in each span of days."""
        sums = {span: Sum("periods", filter=where) for span, where in spans.items()}
        counted = [others.filter(lecturer=self.meeting.lecturer_id).aggregate(**sums) for others in self.others]
        return {span: sum(one[span] or 0 for one in counted) for span in spans}

    def modules_of_class(self) -> list[tuple[str, date, str, str]]:
        """Where the modules of the class lie: place in the programme, date, half-day, topic."""
        mine = self.others[0].filter(training_class=self.meeting.training_class_id, module__isnull=False)
        return list(mine.values_list("module__path", "date", "slot", "topic"))


def facts_of(other: AnyMeeting) -> dict:
    """The keys by which a screen finds the other meeting."""
    if isinstance(other, DraftMeeting):
        return {"row": other.pk, "meeting": other.meeting_id}
    return {"meeting": other.pk}
