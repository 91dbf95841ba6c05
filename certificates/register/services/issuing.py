"""Writing entries of the register: frozen facts, a number, a code, in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.models import ModelLogEntry

from certificates.designs.models import Design, Signatory
from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.register.facts import facts_of, kind_of
from certificates.register.models import Certificate, IssueBatch
from certificates.register.queries import design_for, enrolment_with_all, institution_for, signatory_on
from certificates.register.services.numbering import register_number, take_numbers
from certificates.register.services.recording import record_entries
from certificates.signals import certificate_issued
from curriculum.clock.time import now, today
from curriculum.vietnamese.text import fold
from training.models import Enrolment, TrainingClass


def issue_certificate(
    enrolment: Enrolment,
    *,
    by,
    issued_on: date | None = None,
    decision_number: str = "",
    decision_on: date | None = None,
    signatory: Signatory | None = None,
    design: Design | None = None,
    valid_until: date | None = None,
) -> Certificate:
    """Issue the certificate of one enrolment: for one who was left out of the class's issue.

    Where nothing else is said, the date of issue is the closing day and the decision the one that recognised the
    results (rules.md C2, R5). A second identical call returns the same certificate. Raises ``NotAllowed``;
    ``WrongState`` where the results are not recognised, the person did not pass, or an earlier certificate was
    withdrawn; ``InvalidInput`` for dates.
    """
    if not by.has_perm("certificates.issue_certificate"):
        raise NotAllowed(_("Only the registrar issues certificates."))
    with transaction.atomic():
        # The row of the enrolment is the lock: two issuers at once meet here, not in the register.
        Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        enrolment = enrolment_with_all(enrolment.pk)
        standing = Certificate.objects.standing().filter(enrolment=enrolment).first()
        if standing is not None:
            return standing
        check_due(enrolment)
        recognition = enrolment.training_class.recognition
        programme = enrolment.training_class.programme
        decision_on = decision_on or recognition.decided_on
        issued_on = issued_on or usual_issue_day(enrolment.training_class, decision_on)
        design = design or design_for(institution_for(programme), programme.document_kind)
        signatory = signatory or signatory_on(design.institution, issued_on)
        check_dates(enrolment.training_class, issued_on=issued_on, decision_on=decision_on, valid_until=valid_until)
        check_day_has_come(issued_on)
        facts = facts_of(
            enrolment,
            design=design,
            signatory=signatory,
            decision_number=decision_number or recognition.number,
            decision_on=decision_on,
        )
        entry = Certificate(enrolment=enrolment, person=enrolment.person, facts=facts)
        [certificate] = write_entries([entry], design=design, issued_on=issued_on, valid_until=valid_until, by=by)
    return certificate


def write_entries(
    entries: Sequence[Certificate],
    *,
    design: Design,
    issued_on: date,
    by,
    valid_until: date | None = None,
    batch: IssueBatch | None = None,
) -> list[Certificate]:
    """Number the entries in their order and write them with their records and their log, however many there are.

    Runs inside the caller's transaction. Of a single entry ``certificate_issued`` tells after the commit; those of a
    list are told of by ``certificates_issued`` when their documents are kept (``jobs``).
    """
    kind = kind_of(design)
    register, numbers = take_numbers(design.institution, kind, issued_on, len(entries))
    moment = now()
    for entry, number in zip(entries, numbers, strict=True):
        entry.register, entry.number = register, number
        entry.register_number = register_number(register, design.institution, number)
        entry.search_name = fold(entry.facts["holder"]["name"])
        entry.kind, entry.design, entry.batch = kind, design, batch
        entry.issued_on, entry.valid_until = issued_on, valid_until
        entry.issued_by, entry.issued_at = by, moment
    written = Certificate.objects.bulk_create(entries)
    record_entries(register, written)
    _log_issue(written, by=by, moment=moment)
    if batch is None:
        for certificate in written:
            announce(certificate)
    return written


def _log_issue(certificates: Sequence[Certificate], *, by, moment: datetime) -> None:
    """One line of the action log for each certificate, as ``wagtail.log_actions.log`` writes it, but together."""
    content_type = ContentType.objects.get_for_model(Certificate)
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=content_type,
            object_id=str(certificate.pk),
            label=certificate.register_number,
            action="certificates.certificate.issue",
            user=by,
            timestamp=moment,
            data={"register_number": certificate.register_number, "enrolment": certificate.enrolment_id},
        )
        for certificate in certificates
    )


def announce(certificate: Certificate) -> None:
    transaction.on_commit(lambda: certificate_issued.send(Certificate, certificate=certificate), robust=True)


def check_due(enrolment: Enrolment) -> None:
    """Refuse a certificate to whoever may not have one. Raises ``WrongState`` with the reason."""
    names = {"name": enrolment.person.full_name, "class": enrolment.training_class.code}
    if not hasattr(enrolment.training_class, "recognition"):
        raise WrongState(_("The results of class %(class)s are not recognised by a decision yet.") % names)
    outcome = getattr(enrolment, "outcome", None)
    if outcome is None or not outcome.is_passed or enrolment.status not in Enrolment.ACTIVE:
        raise WrongState(_("%(name)s did not pass class %(class)s, so no certificate can be issued.") % names)
    earlier = Certificate.objects.filter(enrolment=enrolment).order_by("-issued_at", "-pk").first()
    if earlier is not None:
        raise WrongState(
            _("Certificate %(number)s for this enrolment no longer stands. It was withdrawn by a decision.")
            % {"number": earlier.register_number}
        )
    if enrolment.person.birth_date is None:
        raise InvalidInput(_("The date of birth of %(name)s is missing. Complete it first.") % names)


def usual_issue_day(training_class: TrainingClass, decision_on: date) -> date:
    """The closing day (Circular 03/2023 Art. 5(2)), or the day of the decision where that came later."""
    return max(training_class.closes_on, decision_on)


def check_day_has_come(issued_on: date) -> None:
    if issued_on > today():
        raise WrongState(
            _("A certificate cannot be issued before its date, %(day)s.") % {"day": f"{issued_on:%d/%m/%Y}"}
        )


def check_dates(training_class: TrainingClass, *, issued_on: date, decision_on: date, valid_until: date | None) -> None:
    """Refuse dates that cannot be: before the class closed, before the decision, expired at birth."""
    if issued_on < training_class.closes_on:
        raise InvalidInput(_("The date of issue cannot come before the closing day of the class."))
    if issued_on < decision_on:
        raise InvalidInput(_("The date of issue cannot come before the decision."))
    if valid_until is not None and valid_until <= issued_on:
        raise InvalidInput(_("The last day of validity must come after the date of issue."))
