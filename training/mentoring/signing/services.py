"""Setting one's signing code, and confirming with it on the device of the person one sits beside."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.forms import Filing, latest_answers
from training.mentoring.merging import is_empty
from training.mentoring.models import FormSignature, MentoringContact, TermForm
from training.mentoring.rules import side_of
from training.mentoring.services.contacts import confirm_contact
from training.mentoring.services.forms import sign_form
from training.mentoring.signing.models import JointConfirmation, SigningCode
from training.mentoring.signing.sealing import open_sealed
from training.rotation.capacities import Capacity
from training.rotation.rules import capacities_of

CODE = re.compile(r"\d{6,12}")
MOST_TRIES = 5
PAUSE_SECONDS = 15 * 60
BESIDE = (Capacity.MENTEE, Capacity.MENTOR)  # on whose device others confirm

Means = JointConfirmation.Means


@dataclass(frozen=True)
class Given:
    """What arrived from the device: what was shown to the signer, word for word, and his sealed secret."""

    shown: str
    letter: Any
    at: datetime


@transaction.atomic
def set_signing_code(user, code: str, *, password: str) -> SigningCode:
    """Set or change one's own code. Raises ``NotAllowed`` (wrong password), ``InvalidInput`` (easily guessed)."""
    if not user.check_password(password):
        raise NotAllowed(_("The password is not right. The code was not changed."))
    if not CODE.fullmatch(code) or len(set(code)) < 3 or code in "01234567890123456789876543210987654321":
        raise InvalidInput(_("Choose six to twelve digits that are not in a row and not all alike."))
    kept, _made = SigningCode.objects.update_or_create(
        user=user, defaults={"code": make_password(code), "set_at": now()}
    )
    log(user, "training.signing_code.set", user=user)
    return kept


def sign_form_beside(form: TermForm, given: Given, expected: Callable[[Any], dict], *, signer, by) -> TermForm:
    """Confirm a form as ``signer`` on the device of ``by``; ``expected`` reads the shown page as answers.

    The secret must be the signer's, the text the one he was shown, and the turn his. Raises ``NotAllowed``,
    ``WrongState``, ``InvalidInput``, ``Incomplete``; then the form stays without his confirmation.
    """
    means, shown = _checked(given, about=f"form:{form.pk}", signer=signer)
    if not capacities_of(by, form.posting) & set(BESIDE):
        raise NotAllowed(_("Others confirm on the device of the official or of the mentor only."))
    with transaction.atomic():
        TermForm.objects.select_for_update().get(pk=form.pk)
        filing = Filing.of(TermForm.objects.select_related("posting__person", "version").get(pk=form.pk), signer)
        signed = set(filing.signed)
        if filing.form.status == TermForm.Status.LOCKED or (signed and _signing(filing) <= signed):
            return filing.form
        if not _same(filing.answers, expected(shown)):
            raise WrongState(
                _("%(who)s was shown another text than the form has now: another device changed it. Not confirmed.")
                % {"who": signer}
            )
        _check_unused(given)
        done = sign_form(filing.form, by=signer)
        signature = FormSignature.objects.filter(form=done, signed_by=signer).latest("pk")
        _keep(given, means, by, signature=signature)
    return done


def confirm_contact_beside(
    contact: MentoringContact, given: Given, unchanged: Callable[[Any], bool], *, signer, by
) -> MentoringContact:
    """The other side adds its words and confirms on the writer's device, if what it was shown still stands."""
    means, shown = _checked(given, about=f"contact:{contact.key}", signer=signer)
    if side_of(by, contact.mentorship) is None:
        raise NotAllowed(_("Others confirm on the device of the official or of the mentor only."))
    words = shown.get("own_words") if isinstance(shown, dict) else None
    if not isinstance(words, str):
        raise InvalidInput(_("The confirmation cannot be read."))
    with transaction.atomic():
        if contact.status == MentoringContact.Status.CONFIRMED and contact.confirmed_by_id == signer.pk:
            return contact
        if not unchanged(shown):
            raise WrongState(
                _("%(who)s was shown another text than the contact has now: another device changed it. Not confirmed.")
                % {"who": signer}
            )
        _check_unused(given)
        done = confirm_contact(contact, words, by=signer)
        _keep(given, means, by, contact=done)
    return done


def _checked(given: Given, *, about: str, signer) -> tuple[str, Any]:
    """By which means the secret is the signer's, and what he was shown."""
    opened = open_sealed(given.letter)
    if opened.get("about") != about or opened.get("signer") != signer.pk:
        raise NotAllowed(_("This confirmation was given for something else. Nothing is confirmed."))
    if opened.get("sha256") != sha256(given.shown.encode()).hexdigest():
        raise NotAllowed(_("What was shown and what arrived are not the same. Nothing is confirmed."))
    means = means_of(signer, str(opened.get("secret", "")))
    try:
        return means, json.loads(given.shown)
    except ValueError as error:
        raise InvalidInput(_("The confirmation cannot be read.")) from error


def means_of(user, secret: str) -> str:
    """Whether the secret is the signing code or the password. Raises ``NotAllowed``; after five tries for a while."""
    tries = f"signing:{user.pk}"
    if cache.get(tries, 0) >= MOST_TRIES:
        raise NotAllowed(_("Too many wrong codes for %(who)s. Try again in fifteen minutes.") % {"who": user})
    code = SigningCode.objects.filter(user=user).first()
    if user.is_active and code and check_password(secret, code.code):
        means = Means.CODE
    elif user.is_active and user.check_password(secret):
        means = Means.PASSWORD
    else:
        cache.set(tries, cache.get(tries, 0) + 1, PAUSE_SECONDS)
        raise NotAllowed(_("The code or password of %(who)s is not right. Not confirmed.") % {"who": user})
    cache.delete(tries)
    return means


def _signing(filing: Filing) -> set[str]:
    return {capacity for capacity in filing.definition.signers if capacity in filing.capacities}


def _same(present: dict[str, Any], shown: dict[str, Any]) -> bool:
    names = set(present) | set(shown)
    return all(
        present.get(name) == shown.get(name) or (is_empty(present.get(name)) and is_empty(shown.get(name)))
        for name in names
    )


def _check_unused(given: Given) -> None:
    """A letter confirms once: sent again after a return it would confirm what its signer has not seen returned."""
    if JointConfirmation.objects.filter(sha256=sha256(given.shown.encode()).hexdigest()).exists():
        raise NotAllowed(_("This confirmation was used already. Confirm anew."))


def _keep(given: Given, means: str, by, **owner) -> None:
    digest = sha256(given.shown.encode()).hexdigest()
    JointConfirmation.objects.get_or_create(
        **owner, defaults={"device_of": by, "means": means, "given_at": given.at, "sha256": digest}
    )


def answers_shown(form: TermForm, revision: int) -> dict[str, Any]:
    """What the form said at the revision the page was made from."""
    if revision == form.revision_number:
        return latest_answers(form)
    found = form.revisions.filter(number=revision).first()
    return dict(found.answers) if found else {}
