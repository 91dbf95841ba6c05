"""What notices are about: the kinds among which each person chooses how to be told by mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    TIMETABLE = "timetable", _("Timetables and changed class meetings")
    TEACHING = "teaching", _("Invitations to teach and their answers")
    PLACES = "places", _("Nominations and places in classes")
    ATTENDANCE = "attendance", _("Absences and leave")
    STUDY = "study", _("Assignments, questions and evaluation forms")
    RESULTS = "results", _("Results and certificates")
    MENTORING = "mentoring", _("Postings, contacts and forms of the term")
    DAY_BEFORE = "day_before", _("Reminder on the day before")
    WEEK_AHEAD = "week_ahead", _("What the week brings, on its first morning")
    OTHER = "other", _("Everything else")


class Mail(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day")
    NONE = "none", _("no mail")


DEFAULTS = {Kind.MENTORING: Mail.DAILY, Kind.OTHER: Mail.DAILY}  # the rest at once

# A key says what a notice is about: its first word, or its last where the first is not enough.
_BY_LAST_WORD = {"recognised": Kind.RESULTS}
_BY_FIRST_WORD = {
    "meeting": Kind.TIMETABLE,
    "class": Kind.TIMETABLE,
    "release": Kind.TIMETABLE,
    "invitation": Kind.TEACHING,
    "enrolment": Kind.PLACES,
    "nomination": Kind.PLACES,
    "absence": Kind.ATTENDANCE,
    "leave": Kind.ATTENDANCE,
    "certificate": Kind.RESULTS,
    "outcome": Kind.RESULTS,
    "assignment": Kind.STUDY,
    "materials": Kind.STUDY,
    "enquiry": Kind.STUDY,
    "question": Kind.STUDY,
    "evaluation": Kind.STUDY,
    "posting": Kind.MENTORING,
    "contact": Kind.MENTORING,
    "form": Kind.MENTORING,
    "flag": Kind.MENTORING,
    "handover": Kind.MENTORING,
    "survey": Kind.MENTORING,
    "mentor": Kind.MENTORING,
    "before": Kind.DAY_BEFORE,
    "week": Kind.WEEK_AHEAD,
}


def kind_of(key: str) -> Kind:
    """The kind of a notice, read from its key."""
    words = key.split(":")
    return _BY_LAST_WORD.get(words[-1]) or _BY_FIRST_WORD.get(words[0], Kind.OTHER)
