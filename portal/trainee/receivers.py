"""What trainees hear of assignments, answers and evaluations, and what these add to the first screen."""

from django.contrib.auth import get_user_model
from django.dispatch import receiver
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.notifications.services import notify, notify_all
from portal.trainee.assignments import assignments_due
from portal.trainee.evaluations import evaluations_due
from portal.trainee.today import tells_of_duties
from training.models import Enrolment
from training.signals import (
    assignment_published,
    assignment_released,
    deadline_extended,
    enquiry_answered,
    evaluation_opened,
)

LANGUAGE = "vi"  # notices are kept in the words in which they were told

tells_of_duties(assignments_due)
tells_of_duties(evaluations_due)


@receiver(assignment_published)
def tell_of_assignment(assignment, **kwargs) -> None:
    """The class, once."""
    studying = Enrolment.objects.studying().filter(training_class=assignment.training_class_id)
    with override(LANGUAGE):
        notify_all(
            get_user_model().objects.filter(pk__in=studying.values("person__user")),
            key=f"assignment:{assignment.pk}:given",
            title=_("%(form)s to hand in: %(title)s")
            % {"form": assignment.get_form_display().capitalize(), "title": assignment.title},
            body=_("Class %(class)s. Deadline: %(due)s.")
            % {"class": assignment.training_class.code, "due": _moment(assignment.due_at)},
            url=reverse("trainee:assignment", args=[assignment.pk]),
        )


@receiver(assignment_released)
def tell_of_released_marks(assignment, works, **kwargs) -> None:
    """Those whose works were released, each once."""
    people = [work.enrolment.person.user_id for work in works]
    with override(LANGUAGE):
        notify_all(
            get_user_model().objects.filter(pk__in=people),
            key=f"assignment:{assignment.pk}:released",
            title=_("Mark and comments: %(title)s") % {"title": assignment.title},
            body=_("Your work in class %(class)s was marked. Read the mark, the rubric and the comments.")
            % {"class": assignment.training_class.code},
            url=reverse("trainee:assignment", args=[assignment.pk]),
        )


@receiver(deadline_extended)
def tell_of_more_time(extension, **kwargs) -> None:
    assignment = extension.assignment
    with override(LANGUAGE):
        notify(
            extension.enrolment.person.user,
            key=f"assignment:{assignment.pk}:until:{extension.until:%Y%m%d%H%M}",
            title=_("More time for “%(title)s”: until %(until)s")
            % {"title": assignment.title, "until": _moment(extension.until)},
            body=extension.reason,
            url=reverse("trainee:assignment", args=[assignment.pk]),
        )


@receiver(enquiry_answered)
def tell_of_answer(answer, **kwargs) -> None:
    """Whoever asked, once of each answer; not where the asker answered."""
    enquiry = answer.enquiry
    if enquiry.enrolment.person.user_id == answer.answered_by_id:
        return
    with override(LANGUAGE):
        notify(
            enquiry.enrolment.person.user,
            key=f"enquiry:{enquiry.pk}:answer:{answer.pk}",
            title=_("Your question in class %(class)s is answered") % {"class": enquiry.training_class.code},
            body=answer.text,
            url=reverse("trainee:questions", args=[enquiry.training_class_id]),
        )


@receiver(evaluation_opened)
def tell_of_evaluation(evaluation, **kwargs) -> None:
    """Everybody who may answer, once; nobody is reminded by name, for nobody knows by whom which answer came."""
    people = evaluation.places.values("enrolment__person__user")
    with override(LANGUAGE):
        notify_all(
            get_user_model().objects.filter(pk__in=people),
            key=f"evaluation:{evaluation.pk}:opened",
            title=_("Please evaluate class %(class)s") % {"class": evaluation.training_class.code},
            body=_("Without your name, until %(until)s.") % {"until": _moment(evaluation.closes_at)},
            url=reverse("trainee:evaluation", args=[evaluation.pk]),
        )


def _moment(moment) -> str:
    return date_format(localtime(moment), "H:i d/m/Y")
