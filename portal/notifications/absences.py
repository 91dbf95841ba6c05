"""Warning people of their absences while there is still time; each level is told once to each learner of a class."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from portal.notifications.services import notify
from training.attendance.absences import Absence, Limits, absence_of, at_risk
from training.models import Enrolment

LANGUAGE = "vi"


def warn_of_absences(class_id: int | None = None) -> int:
    """Tell those of one class, or of all that run, who have come near the limit or over it; returns how many."""
    limits = Limits.on()
    enrolments = Enrolment.objects.select_related("person__user", "training_class")
    if class_id is not None:
        enrolments = enrolments.filter(training_class=class_id)
    rows = list(at_risk(enrolments, limits))
    with override(LANGUAGE):
        for row in rows:
            _tell(row, absence_of(row, limits))
    return len(rows)


def sentence_of(absence: Absence) -> str:
    """What the learner reads, in the notice and on the first screen."""
    values = {"missed": absence.missed, "total": absence.total, "percent": absence.percent, "left": absence.left}
    if absence.level == "over":
        return (
            _(
                "You have missed %(missed)s of %(total)s periods (%(percent)s%%), more than the rules allow. "
                "Speak with the class supervisor about making them up."
            )
            % values
        )
    text = ngettext(
        "You have missed %(missed)s of %(total)s periods (%(percent)s%%). You may miss %(left)s more.",
        "You have missed %(missed)s of %(total)s periods (%(percent)s%%). You may miss %(left)s more.",
        absence.left,
    )
    return text % values


def _tell(row: Enrolment, absence: Absence) -> None:
    title = (
        _("Class %(class)s: over the limit of absences")
        if absence.level == "over"
        else _("Class %(class)s: near the limit of absences")
    )
    notify(
        row.person.user,
        key=f"absence:{row.pk}:{absence.level}",
        title=title % {"class": row.training_class.code},
        body=sentence_of(absence),
        url=reverse("trainee:class", args=[row.training_class_id]),
    )
