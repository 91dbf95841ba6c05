"""Hears what the certificates room announces: holders, their units and the registrar are told, each once."""

from collections.abc import Iterable

from django.dispatch import receiver
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.models import Certificate, ReissueRequest
from certificates.signals import (
    certificate_issued,
    certificate_replaced,
    certificate_revoked,
    certificates_issued,
    reissue_asked,
    reissue_settled,
)
from curriculum.clock.time import today
from portal.notifications.audience import holders_of, officers_of
from portal.notifications.services import notify, notify_all, notify_different
from portal.receivers import LANGUAGE
from training.models import Role


@receiver(certificate_issued)
def tell_of_certificate(certificate, **kwargs) -> None:
    tell_of_certificates([certificate])


@receiver(certificates_issued)
def tell_of_certificates(certificates, **kwargs) -> None:
    """One notice for each holder; whoever was told of his certificate is not told again."""
    with override(LANGUAGE):
        notify_different(
            (
                certificate.person.user,
                f"certificate:{certificate.pk}:issued",
                _("Your certificate %(number)s was issued") % {"number": certificate.register_number},
                certificate.facts["course"]["programme"],
                reverse("certificates:document", args=[certificate.pk]),
            )
            for certificate in certificates
        )


@receiver(certificate_revoked)
def tell_of_revocation(certificate, **kwargs) -> None:
    """The holder and his unit."""
    with override(LANGUAGE):
        words = {"number": certificate.register_number, "person": certificate.facts["holder"]["name"]}
        message = {
            "key": f"certificate:{certificate.pk}:revoked",
            "body": certificate.facts["course"]["programme"],
            "url": reverse("verification:answer", args=[certificate.verification_code]),
        }
        notify(
            certificate.person.user, title=_("Your certificate %(number)s was revoked by a decision") % words, **message
        )
        notify_all(
            _unit_of(certificate),
            title=_("Certificate %(number)s of %(person)s was revoked by a decision") % words,
            **message,
        )


@receiver(certificate_replaced)
def tell_of_replacement(certificate, successor, **kwargs) -> None:
    """The holder and his unit."""
    with override(LANGUAGE):
        words = {
            "old": certificate.register_number,
            "new": successor.register_number,
            "person": certificate.facts["holder"]["name"],
        }
        message = {
            "key": f"certificate:{certificate.pk}:replaced",
            "body": certificate.facts["course"]["programme"],
            "url": reverse("verification:answer", args=[successor.verification_code]),
        }
        notify(
            certificate.person.user,
            title=_("%(new)s stands in the place of your certificate %(old)s") % words,
            **message,
        )
        notify_all(
            _unit_of(certificate),
            title=_("%(new)s stands in the place of certificate %(old)s of %(person)s") % words,
            **message,
        )


@receiver(reissue_asked)
def tell_of_request(request: ReissueRequest, **kwargs) -> None:
    """The registrars, with the day until which an answer is due."""
    with override(LANGUAGE):
        words = {"number": request.certificate.register_number, "what": request.get_ground_display()}
        due = _("An answer is due until %(day)s.") % {"day": _day(request.due_on)} if request.due_on else ""
        notify_all(
            (user for user in holders_of(Role.REGISTRAR) if user.pk != request.asked_by_id),
            key=f"certificate:{request.certificate_id}:request:{request.pk}",
            title=_("Request about certificate %(number)s: %(what)s") % words,
            body=due or _("The paper has not been handed in yet."),
            url=f"/admin/certificates/requests/{request.pk}/",
        )


@receiver(reissue_settled)
def tell_of_answer_to_request(request: ReissueRequest, **kwargs) -> None:
    """The holder; of the successor itself ``certificate_replaced`` tells."""
    if request.settled_by_id == request.certificate.person.user_id:
        return
    with override(LANGUAGE):
        notify(
            request.certificate.person.user,
            key=f"certificate:{request.certificate_id}:request:{request.pk}:{request.status}",
            title=_("Your request about certificate %(number)s was %(state)s")
            % {"number": request.certificate.register_number, "state": request.get_status_display()},
            body=request.answer,
            url=reverse("trainee:certificates"),
        )


def remind_of_requests() -> int:
    """Every morning: tell the registrars of requests whose last day is today or has passed; returns how many."""
    late = list(ReissueRequest.objects.open().filter(due_on__lte=today()).select_related("certificate"))
    registrars = list(holders_of(Role.REGISTRAR)) if late else []
    with override(LANGUAGE):
        for request in late:
            notify_all(
                registrars,
                key=f"certificate:{request.certificate_id}:request:{request.pk}:due:{today():%Y%m%d}",
                title=_("The answer about certificate %(number)s was due on %(day)s")
                % {"number": request.certificate.register_number, "day": _day(request.due_on)},
                url=f"/admin/certificates/requests/{request.pk}/",
            )
    return len(late)


def _unit_of(certificate: Certificate) -> Iterable:
    """The officers of the unit that sent the holder, save the holder himself."""
    if certificate.enrolment is None:
        return []
    return [user for user in officers_of(certificate.enrolment.unit_id) if user.pk != certificate.person.user_id]


def _day(day) -> str:
    return date_format(day, "d/m/Y")
