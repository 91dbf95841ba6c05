"""Lists of certificates: prepared by one person, approved by another, then issued together (C7)."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from certificates.designs.models import Design, Signatory
from certificates.errors import CertificateError, InvalidInput, NotAllowed, WrongState
from certificates.register.facts import Facts, whole_facts
from certificates.register.models import Certificate, CertificateKind, IssueBatch
from certificates.register.queries import (
    design_for,
    due_enrolments,
    due_mentorships,
    institution_for,
    line_key,
    line_of,
    lines_as_now,
    lines_of,
    lines_of_mentorships,
    lines_of_people,
    signatory_on,
)
from certificates.register.services.issuing import (
    check_dates,
    check_day_has_come,
    usual_issue_day,
    write_entries,
)
from certificates.register.services.sharing import share_out
from certificates.signals import batch_asked_for, batch_issued
from curriculum.clock.time import now
from training.models import Mentorship, Person, TrainingClass


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
        if batch.status in (IssueBatch.Status.APPROVED, IssueBatch.Status.ISSUING, IssueBatch.Status.ISSUED):
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


def prepare_list(
    kind: str,
    *,
    by,
    issue_on: date,
    decision_number: str,
    decision_on: date,
    design: Design,
    signatory: Signatory,
    mentorships: Iterable[Mentorship] = (),
    people: Iterable[Person] = (),
    citation: str = "",
) -> IssueBatch:
    """Write down a list that belongs to no class: mentors whose time is over, or people who are thanked (C7).

    The rest is as for a class: another person approves, then all are issued together. Raises ``NotAllowed``,
    ``InvalidInput`` for an empty list or dates that cannot be; ``WrongState`` where a mentorship was attested already.
    """
    if not by.has_perm("certificates.prepare_batch"):
        raise NotAllowed(_("Only the registrar prepares certificates."))
    citation, decision_number = " ".join(citation.split()), decision_number.strip()
    if design.kind != kind:
        raise InvalidInput(_("This list ends with another kind of document than the design makes."))
    if not decision_number or issue_on < decision_on:
        raise InvalidInput(_("The date of issue cannot come before the decision."))
    _check_signatory(signatory, design, issue_on)
    if kind == CertificateKind.MENTORING_ATTESTATION:
        wanted = {mentorship.pk for mentorship in mentorships}
        due = list(due_mentorships(issue_on).filter(pk__in=wanted))
        if len(due) != len(wanted):
            raise WrongState(_("A mentorship of the list is not over yet, or was attested already."))
        lines = lines_of_mentorships(due)
    elif kind == CertificateKind.APPRECIATION:
        if not citation:
            raise InvalidInput(_("Say what these people are thanked for."))
        lines = lines_of_people(people, citation=citation, day=issue_on)
    else:
        raise InvalidInput(_("This kind of document is issued to a class."))
    if not lines:
        raise InvalidInput(_("Choose at least one person."))
    with transaction.atomic():
        batch = IssueBatch.objects.create(
            design=design,
            signatory=signatory,
            issue_on=issue_on,
            decision_number=decision_number,
            decision_on=decision_on,
            citation=citation,
            lines=lines,
            prepared_by=by,
            prepared_at=now(),
        )
        log(batch, "certificates.batch.prepare", user=by, data={"count": len(lines)})
    return batch


def ask_to_issue(batch: IssueBatch, *, by) -> IssueBatch:
    """Have an approved list issued in the background; a second call changes nothing.

    Raises ``NotAllowed``; ``WrongState`` where the list is not approved or its day has not come. What only shows while
    issuing (a record that changed) is written on the list, which can then be dropped and prepared again.
    """
    if not by.has_perm("certificates.issue_batch"):
        raise NotAllowed(_("Only the registrar issues certificates."))
    with transaction.atomic():
        batch = _locked(batch)
        if batch.status in (IssueBatch.Status.ISSUING, IssueBatch.Status.ISSUED):
            return batch
        _expect(batch, IssueBatch.Status.APPROVED)
        check_day_has_come(batch.issue_on)
        batch.status, batch.asked_by, batch.asked_at, batch.refusal = IssueBatch.Status.ISSUING, by, now(), ""
        batch.save(update_fields=["status", "asked_by", "asked_at", "refusal"])
        transaction.on_commit(lambda: batch_asked_for.send(IssueBatch, batch=batch), robust=True)
    return batch


def perform_issue(batch_id: int) -> IssueBatch:
    """Issue the list that was asked for. A killed worker leaves nothing: the next one starts at the beginning."""
    batch = IssueBatch.objects.select_related("asked_by").get(pk=batch_id)
    if batch.status != IssueBatch.Status.ISSUING:
        return batch
    try:
        issue_batch(batch, by=batch.asked_by)
    except CertificateError as refusal:
        IssueBatch.objects.filter(pk=batch.pk, status=IssueBatch.Status.ISSUING).update(
            status=IssueBatch.Status.APPROVED, refusal=str(refusal)[:500]
        )
    batch.refresh_from_db()
    return batch


def issue_batch(batch: IssueBatch, *, by) -> list[Certificate]:
    """Issue the approved list: all numbers in one transaction, all or none. A second call returns the same.

    Documents are drawn after the commit, share by share, and holders told of theirs when it is kept. Raises
    ``NotAllowed``; ``WrongState`` where the list is not approved, no longer agrees with the records, its date has not
    come, or the register of its year is closed.
    """
    if not by.has_perm("certificates.issue_batch"):
        raise NotAllowed(_("Only the registrar issues certificates."))
    with transaction.atomic():
        batch = _locked(batch)
        if batch.status == IssueBatch.Status.ISSUED:
            return list(batch.certificates.order_by("number"))
        _expect(batch, IssueBatch.Status.APPROVED, IssueBatch.Status.ISSUING)
        check_day_has_come(batch.issue_on)
        check_unchanged(batch)
        issued = write_entries(
            [_entry(line, batch) for line in batch.lines],
            design=batch.design,
            issued_on=batch.issue_on,
            valid_until=batch.valid_until,
            batch=batch,
            by=by,
        )
        share_out(batch, issued)
        batch.status, batch.issued_at = IssueBatch.Status.ISSUED, now()
        batch.save(update_fields=["status", "issued_at"])
        log(batch, "certificates.batch.issue", user=by, data={"count": len(issued)})
        transaction.on_commit(lambda: batch_issued.send(IssueBatch, batch=batch), robust=True)
    return issued


def check_unchanged(batch: IssueBatch) -> None:
    """Hold the list against the records. Raises ``WrongState`` where they changed since it was made."""
    if batch.training_class_id:
        # The rows of the enrolments are locked: nobody is struck off the class between this look and the entry.
        lines = [line_of(row) for row in due_enrolments(batch.training_class).select_for_update(of=("self",))]
    else:
        lines = lines_as_now(batch)
    if lines != batch.lines:
        raise WrongState(
            _("The records changed since the list was prepared (%(names)s). Drop it and prepare it again.")
            % {"names": ", ".join(_differing_names(batch.lines, lines))}
        )


def facts_of_line(line: dict, batch: IssueBatch) -> Facts:
    """What the certificate of a line will say."""
    return whole_facts(
        line["holder"],
        line["course"],
        design=batch.design,
        signatory=batch.signatory,
        decision_number=batch.decision_number,
        decision_on=batch.decision_on,
    )


def _entry(line: dict, batch: IssueBatch) -> Certificate:
    return Certificate(
        enrolment_id=line.get("enrolment"),
        mentorship_id=line.get("mentorship"),
        person_id=line["person"],
        facts=facts_of_line(line, batch),
    )


def _differing_names(before: list[dict], after: list[dict]) -> list[str]:
    old, new = ({line_key(line): line for line in lines} for lines in (before, after))
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
    related = ("design__institution", "signatory__person", "training_class", "asked_by")
    return IssueBatch.objects.select_for_update(of=("self",)).select_related(*related).get(pk=batch.pk)
