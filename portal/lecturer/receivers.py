"""Invitations to teach: the lecturer is asked, the office hears of refusals; questions of a class."""

from django.contrib.auth import get_user_model
from django.dispatch import receiver
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.notifications.services import notify, notify_all
from training.models import ClassMeeting, Role, RoleGrant, TeachingInvitation
from training.scheduling.inviting import link_token
from training.signals import enquiry_asked, invitations_answered, lecturer_invited

LANGUAGE = "vi"  # notices are kept in the words in which they were told


@receiver(lecturer_invited)
def ask_the_lecturer(batch, **kwargs) -> None:
    """One notice for all meetings sent together; its link answers them without signing in."""
    related = ("meeting__training_class", "meeting__room", "lecturer__person__user")
    rows = list(TeachingInvitation.objects.filter(batch=batch).select_related(*related))
    if not rows:
        return
    held = rows[0].meeting.training_class
    with override(LANGUAGE):
        lines = (
            f"{date_format(row.meeting.date, 'l, d/m/Y')}, {row.meeting.get_slot_display()}: {row.meeting.topic} "
            f"({row.meeting.room or held.place})"
            for row in rows
        )
        notify(
            rows[0].lecturer.person.user,
            key=f"invitation:{batch.hex}",
            title=_("You are asked to teach class %(class)s") % {"class": held.code},
            body="\n".join([held.name, *lines]),
            url=reverse("lecturer:invitation_link", args=[link_token(batch)]),
        )


@receiver(invitations_answered)
def tell_the_office_of_refusals(invitations, **kwargs) -> None:
    """The training office reads that somebody cannot come; an acceptance stands in the timetable."""
    declined = [row for row in invitations if row.state == TeachingInvitation.State.DECLINED]
    if not declined:
        return
    first, held = declined[0], declined[0].meeting.training_class
    days = ", ".join(date_format(row.meeting.date, "d/m") for row in declined)
    in_office = RoleGrant.objects.current().filter(role=Role.TRAINING_OFFICE)
    with override(LANGUAGE):
        notify_all(
            get_user_model().objects.filter(pk__in=in_office.values("user")),
            key=f"invitation:{first.pk}:declined:{first.answered_at:%Y%m%d%H%M%S}",
            title=_("%(lecturer)s cannot teach class %(class)s on %(days)s")
            % {"lecturer": first.lecturer, "class": held.code, "days": days},
            body=first.reason,
            url=reverse("office:class_timetable", args=[held.pk]),
        )


@receiver(enquiry_asked)
def tell_of_question(enquiry, **kwargs) -> None:
    """Those who supervise or teach the class, once."""
    held = enquiry.training_class
    given = ClassMeeting.objects.held().filter(training_class=held, lecturer__isnull=False)
    people = {held.supervisor_id, *given.values_list("lecturer__person__user", flat=True)} - {None}
    with override(LANGUAGE):
        notify_all(
            get_user_model().objects.filter(pk__in=people),
            key=f"enquiry:{enquiry.pk}:asked",
            title=_("Question in class %(class)s") % {"class": held.code},
            body=enquiry.text,
            url=reverse("lecturer:questions"),
        )
