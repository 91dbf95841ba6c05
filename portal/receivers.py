"""Hears what the rooms announce and tells the people concerned. Each announcement comes after its commit."""

from django.contrib.auth import get_user_model
from django.dispatch import receiver
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from curriculum.clock.time import now
from portal.notifications.audience import holders_of
from portal.notifications.releases import tell_of_release
from portal.notifications.services import notify, notify_all
from portal.records.signals import takeout_asked
from portal.tasks import make_takeout, warn_of_absences
from training.models import Role, RoleGrant
from training.scheduling.make_ups.queries import expected_at
from training.signals import (
    absence_recorded,
    enrolment_confirmed,
    enrolment_ended,
    leave_decided,
    leave_requested,
    make_up_assigned,
    make_up_withdrawn,
    materials_renewed,
    meeting_changed,
    remark_answered,
    results_amended,
    results_recognised,
    timetable_published,
    timetable_released,
)

LANGUAGE = "vi"  # notices are kept in the words in which they were told


@receiver(enrolment_confirmed)
def tell_of_enrolment(enrolment, **kwargs) -> None:
    training_class = enrolment.training_class
    with override(LANGUAGE):
        notify(
            enrolment.person.user,
            key=f"enrolment:{enrolment.pk}:{enrolment.enrolled_at:%Y%m%d%H%M%S}:confirmed",
            title=_("You are enrolled in class %(class)s") % {"class": training_class.code},
            body=_("%(name)s. Opens on %(day)s at %(place)s.")
            % {
                "name": training_class.name,
                "day": date_format(training_class.opens_on, "d/m/Y"),
                "place": training_class.place,
            },
            url="/learn/",
        )


@receiver(enrolment_ended)
def tell_of_ended_enrolment(enrolment, **kwargs) -> None:
    with override(LANGUAGE):
        notify(
            enrolment.person.user,
            key=f"enrolment:{enrolment.pk}:{enrolment.ended_at:%Y%m%d%H%M%S}:ended",
            title=_("You are no longer in class %(class)s") % {"class": enrolment.training_class.code},
            url="/learn/",
        )


@receiver(timetable_published)
def tell_of_timetable(training_class, meetings, **kwargs) -> None:
    first = min(meetings, key=lambda meeting: meeting.starts_at)
    with override(LANGUAGE):
        text = ngettext(
            "%(count)s class meeting, from %(day)s.", "%(count)s class meetings, from %(day)s.", len(meetings)
        )
        notify_all(
            [*_trainees(training_class), *_lecturers(meetings)],
            key=f"class:{training_class.pk}:published:{max(meeting.pk for meeting in meetings)}",
            title=_("Timetable of class %(class)s") % {"class": training_class.code},
            body=text % {"count": len(meetings), "day": date_format(first.date, "d/m/Y")},
        )


@receiver(materials_renewed)
def tell_of_newer_lessons(training_class, lessons, **kwargs) -> None:
    """One notice, whatever the number of lessons."""
    with override(LANGUAGE):
        text = ngettext("%(count)s lesson was renewed", "%(count)s lessons were renewed", len(lessons))
        notify_all(
            _trainees(training_class),
            key=f"materials:{training_class.pk}:{now():%Y%m%d%H%M%S}",
            title=_("Class %(class)s: %(what)s")
            % {"class": training_class.code, "what": (text % {"count": len(lessons)}).lower()},
            body="; ".join(lesson.title for lesson in lessons),
            url=reverse("trainee:programme", args=[training_class.programme_id]),
        )


@receiver(meeting_changed)
def tell_of_changed_meeting(meeting, **kwargs) -> None:
    is_cancelled = meeting.status == meeting.Status.CANCELLED
    with override(LANGUAGE):
        title = _("Class meeting cancelled: %(topic)s") if is_cancelled else _("Class meeting moved: %(topic)s")
        notify_all(
            [*_expected(meeting), *_lecturers([meeting])],
            key=f"meeting:{meeting.pk}:{meeting.sequence}",
            title=title % {"topic": meeting.topic},
            body=_("%(slot)s, %(day)s, %(room)s.")
            % {
                "slot": meeting.get_slot_display().capitalize(),
                "day": date_format(meeting.date, "d/m/Y"),
                "room": meeting.room or meeting.training_class.place,
            },
        )


@receiver(timetable_released)
def tell_whom_the_release_concerns(release, **kwargs) -> None:
    with override(LANGUAGE):
        tell_of_release(release)


@receiver(results_recognised)
def tell_of_results(training_class, decision, **kwargs) -> None:
    with override(LANGUAGE):
        notify_all(
            _trainees(training_class),
            key=f"class:{training_class.pk}:recognised",
            title=_("The results of class %(class)s are recognised") % {"class": training_class.code},
            body=_("Decision %(number)s of %(day)s.")
            % {"number": decision.number, "day": date_format(decision.decided_on, "d/m/Y")},
            url="/learn/",
        )


@receiver(results_amended)
def tell_of_changed_results(training_class, decision, enrolment, **kwargs) -> None:
    """The learner, and the registrar, who may have to prepare or revoke a certificate."""
    with override(LANGUAGE):
        words = {"number": decision.number, "class": training_class.code, "person": enrolment.person.full_name}
        day = date_format(decision.decided_on, "d/m/Y")
        notify(
            enrolment.person.user,
            key=f"enrolment:{enrolment.pk}:amended:{decision.pk}",
            title=_("Your result in class %(class)s was changed") % words,
            body=_("Decision %(number)s of %(day)s.") % {**words, "day": day},
            url="/learn/",
        )
        notify_all(
            holders_of(Role.REGISTRAR),
            key=f"enrolment:{enrolment.pk}:amended:{decision.pk}:registrar",
            title=_("The result of %(person)s in class %(class)s was changed") % words,
            body=_("Decision %(number)s of %(day)s.") % {**words, "day": day},
            url=f"/admin/classes/{training_class.pk}/results/",
        )


@receiver(remark_answered)
def tell_of_answer(request, **kwargs) -> None:
    enrolment = request.mark.enrolment
    with override(LANGUAGE):
        notify(
            enrolment.person.user,
            key=f"remark:{request.pk}:answered",
            title=_("Your re-mark request was answered"),
            body=f"{request.mark.assessment.name}: {request.answer}",
            url=f"/learn/classes/{enrolment.training_class_id}/",
        )


def _trainees(training_class):
    return get_user_model().objects.filter(person__enrolments__in=training_class.enrolments.active())


def _expected(meeting):
    """Trainees of the class, and guests who make a meeting up there."""
    return get_user_model().objects.filter(person__enrolments__in=expected_at(meeting.training_class_id, meeting.pk))


def _lecturers(meetings) -> list:
    return [meeting.lecturer.person.user for meeting in meetings if meeting.lecturer is not None]


@receiver(absence_recorded)
def warn_whoever_comes_near_the_limit(meeting, **kwargs) -> None:
    warn_of_absences.delay(meeting.training_class_id)


@receiver(leave_requested)
def tell_of_leave_request(request, **kwargs) -> None:
    """The class supervisor reads it; without one, the training office."""
    training_class, person = request.enrolment.training_class, request.enrolment.person
    office = RoleGrant.objects.current().filter(role=Role.TRAINING_OFFICE)
    if training_class.supervisor_id:
        readers, url = [training_class.supervisor], reverse("lecturer:leave")
    else:
        readers = list(get_user_model().objects.filter(pk__in=office.values("user")))
        url = reverse("office:leave_decide", args=[request.pk])
    with override(LANGUAGE):
        notify_all(
            readers,
            key=f"leave:{request.pk}:asked",
            title=_("%(person)s asks for leave, class %(class)s")
            % {"person": person.full_name, "class": training_class.code},
            body=request.reason,
            url=url,
        )


@receiver(leave_decided)
def tell_of_decided_leave(request, **kwargs) -> None:
    training_class = request.enrolment.training_class
    with override(LANGUAGE):
        notify(
            request.enrolment.person.user,
            key=f"leave:{request.pk}:{request.status}",
            title=_("Your request for leave, class %(class)s: %(state)s")
            % {"class": training_class.code, "state": request.get_status_display()},
            body=request.answer,
            url=reverse("trainee:leave", args=[training_class.pk]),
        )


@receiver(make_up_assigned)
def tell_of_make_up(make_up, **kwargs) -> None:
    """The learner, where to go instead; and whoever gives the meeting, that a guest comes."""
    meeting, missed = make_up.meeting, make_up.missed
    words = {
        "topic": meeting.topic,
        "class": meeting.training_class.code,
        "slot": meeting.get_slot_display(),
        "day": date_format(meeting.date, "d/m/Y"),
        "room": meeting.room or meeting.training_class.place,
        "missed": date_format(missed.date, "d/m/Y"),
        "person": make_up.enrolment.person.full_name,
    }
    with override(LANGUAGE):
        notify(
            make_up.enrolment.person.user,
            key=f"make-up:{make_up.pk}:assigned",
            title=_("You make a meeting up with class %(class)s: %(topic)s") % words,
            body=_("%(slot)s, %(day)s, %(room)s; for the meeting of %(missed)s.") % words,
            url=reverse("trainee:class", args=[make_up.enrolment.training_class_id]),
        )
        notify_all(
            _lecturers([meeting]),
            key=f"make-up:{make_up.pk}:guest",
            title=_("%(person)s makes a meeting up in class %(class)s on %(day)s") % words,
            url=reverse("lecturer:meeting", args=[meeting.pk]),
        )


@receiver(make_up_withdrawn)
def tell_of_withdrawn_make_up(make_up, **kwargs) -> None:
    with override(LANGUAGE):
        notify(
            make_up.enrolment.person.user,
            key=f"make-up:{make_up.pk}:withdrawn",
            title=_("You no longer make a meeting up with class %(class)s on %(day)s")
            % {"class": make_up.meeting.training_class.code, "day": date_format(make_up.meeting.date, "d/m/Y")},
            body=make_up.withdrawn_because,
            url=reverse("trainee:class", args=[make_up.enrolment.training_class_id]),
        )


@receiver(takeout_asked)
def put_data_together(takeout_id, **kwargs) -> None:
    make_takeout.delay(takeout_id)
