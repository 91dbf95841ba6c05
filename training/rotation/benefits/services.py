"""Recording benefits of a posting, ending them, taking back what was entered wrongly."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, NotAllowed, WrongState
from training.rotation.benefits.models import Benefit
from training.rotation.models import Posting


@transaction.atomic
def grant_benefit(
    posting: Posting,
    *,
    kind: str,
    payer: str,
    valid_from: date,
    document: str,
    by,
    valid_to: date | None = None,
    amount: int | None = None,
    legal_basis: str = "",
) -> Benefit:
    """Record a benefit granted by a document. The same benefit by the same document twice is one.

    Raises ``NotAllowed``, ``InvalidInput``.
    """
    _check_may(by)
    document, legal_basis = nfc(document).strip(), nfc(legal_basis).strip()
    posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    known = Benefit.objects.standing().filter(posting=posting, kind=kind, document=document).first()
    if known:
        return known
    if kind not in Benefit.Kind.values or payer not in Benefit.Payer.values:
        raise InvalidInput(_("Choose the benefit and who pays it."))
    if not document:
        raise InvalidInput(_("Give the number of the decision or document that grants it."))
    if valid_to is not None and valid_to < valid_from:
        raise InvalidInput(_("The last day cannot come before the first."))
    if valid_from < posting.decision_on:
        raise InvalidInput(
            _("A benefit of this posting cannot begin before its decision of %(day)s.")
            % {"day": posting.decision_on.strftime("%d/%m/%Y")}
        )
    benefit = Benefit.objects.create(
        posting=posting,
        kind=kind,
        payer=payer,
        amount=amount,
        valid_from=valid_from,
        valid_to=valid_from if kind == Benefit.Kind.ONE_OFF and valid_to is None else valid_to,
        document=document,
        legal_basis=legal_basis,
        recorded_by=by,
        recorded_at=now(),
    )
    log(posting, "training.benefit.grant", user=by, data={"kind": kind, "document": document})
    return benefit


@transaction.atomic
def end_benefit(benefit: Benefit, *, last_day: date, document: str, by) -> Benefit:
    """End a benefit after a day, by a document. The same end twice changes nothing."""
    _check_may(by)
    document = nfc(document).strip()
    benefit = _locked(benefit)
    if (benefit.valid_to, benefit.ended_by) == (last_day, document):
        return benefit
    if last_day < benefit.valid_from:
        raise InvalidInput(_("The last day cannot come before the first."))
    if not document:
        raise InvalidInput(_("Give the number of the decision or document that ends it."))
    benefit.valid_to, benefit.ended_by = last_day, document
    benefit.save(update_fields=["valid_to", "ended_by"])
    log(benefit.posting, "training.benefit.end", user=by, data={"kind": benefit.kind, "document": document})
    return benefit


@transaction.atomic
def take_back_benefit(benefit: Benefit, *, reason: str, by) -> Benefit:
    """Take back what was entered wrongly; the entry stays, with the reason. Twice is once."""
    _check_may(by)
    reason = nfc(reason).strip()
    benefit = _locked(benefit, taken_back=True)
    if benefit.taken_back_at is not None:
        return benefit
    if not reason:
        raise InvalidInput(_("Say why the entry is taken back."))
    benefit.taken_back_at, benefit.taken_back_because = now(), reason
    benefit.save(update_fields=["taken_back_at", "taken_back_because"])
    log(benefit.posting, "training.benefit.take_back", user=by, data={"kind": benefit.kind, "reason": reason})
    return benefit


def _locked(benefit: Benefit, *, taken_back: bool = False) -> Benefit:
    benefit = Benefit.objects.select_for_update(of=("self",)).select_related("posting").get(pk=benefit.pk)
    if benefit.taken_back_at is not None and not taken_back:
        raise WrongState(_("This entry was taken back."))
    return benefit


def _check_may(by) -> None:
    if not by.has_perm("training.change_benefit"):
        raise NotAllowed(_("Only officers of the Organisation Committee record benefits."))
