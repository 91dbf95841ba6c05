"""Asking for another document, and answering: by a successor and its decision, or by a refusal with its reason."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.register.models import Certificate
from certificates.register.services import replace_certificate
from certificates.requests.deadlines import due_day
from certificates.requests.models import Ground, ReissueRequest
from certificates.signals import reissue_asked, reissue_settled
from curriculum.clock.time import now, today

Status = ReissueRequest.Status


def ask_for_reissue(
    certificate: Certificate, *, ground: str, description: str, by, received_on: date | None = None
) -> ReissueRequest:
    """Ask for another document in the place of a certificate; a request that is open already is returned.

    The clock starts at once, unless a damaged or wrong paper has to be handed in first. Raises ``NotAllowed``;
    ``WrongState`` where the certificate does not stand; ``InvalidInput``.
    """
    if not by.has_perm("certificates.ask_for_reissue", certificate):
        raise NotAllowed(_("Only the holder asks for another document, or the registrar for him."))
    description = description.strip()
    if ground not in dict(ReissueRequest.GROUNDS) or not description:
        raise InvalidInput(_("Say what happened to the certificate."))
    received_on = received_on or today()
    if not certificate.issued_on <= received_on <= today():
        raise InvalidInput(_("The day of receipt lies between the issue and today."))
    with transaction.atomic():
        certificate = (
            Certificate.objects.select_for_update(of=("self",)).select_related("person").get(pk=certificate.pk)
        )
        standing = certificate.requests.open().first()
        if standing is not None:
            return standing
        if certificate.status != Certificate.Status.ISSUED:
            raise WrongState(
                _("Certificate %(number)s does not stand any more: it is %(state)s.")
                % {"number": certificate.register_number, "state": certificate.get_status_display()}
            )
        is_complete = ground == Ground.LOSS or certificate.is_electronic
        request = ReissueRequest.objects.create(
            certificate=certificate,
            ground=ground,
            description=description,
            received_on=received_on,
            complete_on=received_on if is_complete else None,
            due_on=due_day(received_on) if is_complete else None,
            asked_by=by,
            asked_at=now(),
        )
        log(request, "certificates.request.ask", user=by, data={"ground": ground})
        transaction.on_commit(lambda: reissue_asked.send(ReissueRequest, request=request), robust=True)
    return request


def receive_paper(request: ReissueRequest, *, by, received_on: date | None = None) -> ReissueRequest:
    """The damaged or wrong paper was handed in: the clock starts. A second call changes nothing."""
    _check_registrar(by)
    received_on = received_on or today()
    with transaction.atomic():
        request = _locked(request)
        if request.complete_on is not None:
            return request
        _expect_open(request)
        if not request.received_on <= received_on <= today():
            raise InvalidInput(_("The paper came between the request and today."))
        request.complete_on, request.due_on = received_on, due_day(received_on)
        request.save(update_fields=["complete_on", "due_on"])
        log(request, "certificates.request.receive_paper", user=by)
    return request


def grant_request(
    request: ReissueRequest,
    *,
    decision_number: str,
    decision_on: date,
    signer: str,
    by,
    issued_on: date | None = None,
) -> ReissueRequest:
    """Issue the successor and close the request: an attestation after loss or damage, the same kind after an error.

    A second call changes nothing. Raises what ``replace_certificate`` raises; ``WrongState`` while a paper is awaited.
    """
    _check_registrar(by)
    with transaction.atomic():
        request = _locked(request)
        if request.status == Status.GRANTED:
            return request
        _expect_open(request)
        if request.complete_on is None:
            raise WrongState(_("The damaged or wrong paper was not handed in yet. Record its receipt first."))
        successor = replace_certificate(
            request.certificate,
            ground=request.ground,
            decision_number=decision_number,
            decision_on=decision_on,
            signer=signer,
            reason=request.description[:500],
            issued_on=issued_on,
            by=by,
        )
        request.successor = successor
        _settle(request, Status.GRANTED, by)
    return request


def refuse_request(request: ReissueRequest, *, answer: str, by) -> ReissueRequest:
    """Refuse, with a reason that the holder reads. A second call changes nothing."""
    _check_registrar(by)
    answer = answer.strip()
    if not answer:
        raise InvalidInput(_("A refusal needs its reason."))
    with transaction.atomic():
        request = _locked(request)
        if request.status == Status.REFUSED:
            return request
        _expect_open(request)
        request.answer = answer
        _settle(request, Status.REFUSED, by)
    return request


def withdraw_request(request: ReissueRequest, *, by) -> ReissueRequest:
    """The holder found the paper again, say. A second call changes nothing."""
    if not by.has_perm("certificates.withdraw_request", request):
        raise NotAllowed(_("Only whoever asked withdraws a request."))
    with transaction.atomic():
        request = _locked(request)
        if request.status == Status.WITHDRAWN:
            return request
        _expect_open(request)
        _settle(request, Status.WITHDRAWN, by)
    return request


def _settle(request: ReissueRequest, status: Status, by) -> None:
    request.status, request.settled_by, request.settled_at = status, by, now()
    request.save(update_fields=["status", "answer", "successor", "settled_by", "settled_at"])
    log(request, f"certificates.request.{_ACTIONS[status]}", user=by)
    transaction.on_commit(lambda: reissue_settled.send(ReissueRequest, request=request), robust=True)


_ACTIONS = {Status.GRANTED: "grant", Status.REFUSED: "refuse", Status.WITHDRAWN: "withdraw"}


def _check_registrar(by) -> None:
    if not by.has_perm("certificates.answer_request"):
        raise NotAllowed(_("Only the registrar answers requests."))


def _expect_open(request: ReissueRequest) -> None:
    if request.status != Status.OPEN:
        raise WrongState(_("This request is %(state)s already.") % {"state": request.get_status_display()})


def _locked(request: ReissueRequest) -> ReissueRequest:
    found = ReissueRequest.objects.select_for_update(of=("self",)).select_related("certificate__person")
    return found.get(pk=request.pk)
