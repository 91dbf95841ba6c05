"""The certificates of one class: prepared by one person, approved by another, then issued together (C7)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from certificates.designs.models import Design, Signatory
from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.register.facts import Facts, facts_of
from certificates.register.models import Certificate, IssueBatch
from certificates.register.queries import design_for, due_enrolments, institution_for, line_of, lines_of, signatory_on
from certificates.register.services.issuing import (
    check_dates,
    check_day_has_come,
    usual_issue_day,
    write_entries,
)
from curriculum.clock.time import now
from training.models import Enrolment, TrainingClass


def prepare_batch(
    training_class: TrainingClass,
    *,
    by,
    issue_on: date | None = None,
    decision_number: str = "",
    decision_on: date | None = None,
    signatory: Signatory | None = None,
    design: Design | None = None,
    valid_until: date | None = None,
) -> IssueBatch:
    """Write down the full list of a class's certificates, for another person to approve. Nothing is issued.

    Where nothing else is said: the date is the closing day, the decision the one that recognised the results, the
    signatory whoever signs for the institution on that day. A second call returns the issue that stands. Raises
    ``NotAllowed``; ``WrongState`` where results are not recognised or nobody is due; ``InvalidInput`` for dates.
    """
    if not by.has_perm("certificates.prepare_batch"):
        raise NotAllowed(_("Only the registrar prepares certificates."))
    with transaction.atomic():
        training_class = TrainingClass.objects.select_for_update(of=("self",)).get(pk=training_class.pk)
        standing = IssueBatch.objects.filter(training_class=training_class).exclude(status="dropped").first()
        if standing is not None:
            return standing
        if not hasattr(training_class, "recognition"):
            raise WrongState(
                _("The results of class %(class)s are not recognised by a decision yet.")
                % {"class": training_class.code}
            )
        lines = lines_of(training_class)
        if not lines:
            raise WrongState(_("Nobody in class %(class)s is due a certificate.") % {"class": training_class.code})
        recognition, programme = training_class.recognition, training_class.programme
        decision_on = decision_on or recognition.decided_on
        issue_on = issue_on or usual_issue_day(training_class, decision_on)
        check_dates(training_class, issued_on=issue_on, decision_on=decision_on, valid_until=valid_until)
        design = design or design_for(institution_for(programme), programme.document_kind)
        _check_design(design, programme)
        signatory = signatory or signatory_on(design.institution, issue_on)
        _check_signatory(signatory, design, issue_on)
        batch = IssueBatch.objects.create(
            training_class=training_class,
            design=design,
            signatory=signatory,
            issue_on=issue_on,
            decision_number=decision_number or recognition.number,
            decision_on=decision_on,
            valid_until=valid_until,
            lines=lines,
            prepared_by=by,
            prepared_at=now(),
        )
        log(batch, "certificates.batch.prepare", user=by, data={"count": len(lines)})
    return batch


def approve_batch(batch: IssueBatch, *, by) -> IssueBatch:
    """Approve the list, as another person than the one who prepared it. A second call changes nothing.

    Raises ``NotAllowed``; ``WrongState`` where a fact is missing, or the list no longer agrees with the records.
    """
    with transaction.atomic():
        batch = _locked(batch)
        if batch.prepared_by_id == by.pk:
            raise NotAllowed(_("Whoever prepared the list cannot approve it. Ask another person."))
        if not by.has_perm("certificates.approve_batch", batch):
            raise NotAllowed(_("Only a signatory approves certificates."))
        if batch.status in (IssueBatch.Status.APPROVED, IssueBatch.Status.ISSUED):
            return batch
        _expect(batch, IssueBatch.Status.PREPARED)
        incomplete = [line["holder"]["name"] for line in batch.lines if line["problems"]]
        if incomplete:
            raise WrongState(
                _("Facts are missing for: %(names)s. Complete them and prepare the list again.")
                % {"names": ", ".join(incomplete)}
            )
        check_unchanged(batch)
        batch.status, batch.approved_by, batch.approved_at = IssueBatch.Status.APPROVED, by, now()
        batch.save(update_fields=["status", "approved_by", "approved_at"])
        log(batch, "certificates.batch.approve", user=by, data={"count": len(batch.lines)})
    return batch


def drop_batch(batch: IssueBatch, *, by) -> IssueBatch:
    """Give up a list that was not issued, so that it can be prepared again. A second call changes nothing."""
    if not by.has_perm("certificates.prepare_batch") and not by.has_perm("certificates.approve_batch", batch):
        raise NotAllowed(_("Only the registrar or the signatory drops a list."))
    with transaction.atomic():
        batch = _locked(batch)
        if batch.status == IssueBatch.Status.DROPPED:
            return batch
        _expect(batch, IssueBatch.Status.PREPARED, IssueBatch.Status.APPROVED)
        batch.status = IssueBatch.Status.DROPPED
        batch.save(update_fields=["status"])
        log(batch, "certificates.batch.drop", user=by)
    return batch


def issue_batch(batch: IssueBatch, *, by) -> list[Certificate]:
    """Issue the approved list: all numbers in one transaction, all or none. A second call returns the same.

    Documents are drawn and notices sent after the commit. Raises ``NotAllowed``; ``WrongState`` where the list is not
    approved, no longer agrees with the records, its date has not come, or the register of its year is closed.
    """
    if not by.has_perm("certificates.issue_batch"):
        raise NotAllowed(_("Only the registrar issues certificates."))
    with transaction.atomic():
        batch = _locked(batch)
        if batch.status == IssueBatch.Status.ISSUED:
            return list(batch.certificates.order_by("number"))
        _expect(batch, IssueBatch.Status.APPROVED)
        check_day_has_come(batch.issue_on)
        enrolments = check_unchanged(batch)
        entries = [
            Certificate(enrolment=enrolment, person=enrolment.person, facts=_facts(enrolment, batch))
            for enrolment in enrolments
        ]
        issued = write_entries(
            entries, design=batch.design, issued_on=batch.issue_on, valid_until=batch.valid_until, batch=batch, by=by
        )
        batch.status, batch.issued_at = IssueBatch.Status.ISSUED, now()
        batch.save(update_fields=["status", "issued_at"])
        log(batch, "certificates.batch.issue", user=by, data={"count": len(issued)})
    return issued


def check_unchanged(batch: IssueBatch) -> list[Enrolment]:
    """The enrolments of the list, in its order. Raises ``WrongState`` where the records changed since it was made."""
    enrolments = list(due_enrolments(batch.training_class).select_for_update(of=("self",)))
    lines = [line_of(enrolment) for enrolment in enrolments]
    if lines != batch.lines:
        raise WrongState(
            _("The records changed since the list was prepared (%(names)s). Drop it and prepare it again.")
            % {"names": ", ".join(_differing_names(batch.lines, lines))}
        )
    return enrolments


def _facts(enrolment: Enrolment, batch: IssueBatch) -> Facts:
    return facts_of(
        enrolment,
        design=batch.design,
        signatory=batch.signatory,
        decision_number=batch.decision_number,
        decision_on=batch.decision_on,
    )


def _differing_names(before: list[dict], after: list[dict]) -> list[str]:
    old, new = ({line["enrolment"]: line for line in lines} for lines in (before, after))
    changed = [pk for pk in sorted(old.keys() | new.keys()) if old.get(pk) != new.get(pk)]
    return [(new.get(pk) or old[pk])["holder"]["name"] for pk in changed]


def _check_design(design: Design, programme) -> None:
    if design.kind != programme.document_kind:
        raise InvalidInput(_("This programme ends with another kind of document than the design makes."))
    if not design.institution.may_issue(programme):
        raise InvalidInput(
            _("%(institution)s may not issue certificates for “%(programme)s”.")
            % {"institution": design.institution.name, "programme": programme.title}
        )


def _check_signatory(signatory: Signatory, design: Design, day: date) -> None:
    if signatory.institution_id != design.institution_id or not signatory.is_valid_on(day):
        raise InvalidInput(
            _("%(signatory)s does not sign for %(institution)s on %(day)s.")
            % {"signatory": signatory, "institution": design.institution.name, "day": f"{day:%d/%m/%Y}"}
        )


def _expect(batch: IssueBatch, *statuses: str) -> None:
    if batch.status not in statuses:
        raise WrongState(_("This cannot be done: the list is %(state)s.") % {"state": batch.get_status_display()})


def _locked(batch: IssueBatch) -> IssueBatch:
    related = ("design__institution", "signatory__person", "training_class")
    return IssueBatch.objects.select_for_update(of=("self",)).select_related(*related).get(pk=batch.pk)
