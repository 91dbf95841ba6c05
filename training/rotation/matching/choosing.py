"""From proposals to the places chosen: one proposal taken over, single places changed by hand for a signed reason.

No hard rule is broken by hand either; what a rule forbids needs a decision of exception, recorded with the rules.
"""

import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, NotEligible, WrongState
from training.people.permissions import require
from training.rotation.matching.gathering import Gathered, gather
from training.rotation.matching.models import ChosenPlace, HandChange, MatchingRun, Method
from training.rotation.matching.wording import against_pair
from training.rotation.models import RotationWave
from training.rotation.waves.answers import ask_rules
from training.rotation.waves.models import WaveCandidate, WaveOffer
from training.rotation.waves.secrecy import require_people

Source = ChosenPlace.Source
LEAST_WORDS = 15


def take_over(run: MatchingRun, method: str, *, by) -> int:
    """Choose what one method proposed; what was set by hand or decided stays. Returns how many have a place.

    Raises ``NotAllowed``, ``WrongState`` (an older matching, or something has changed since).
    """
    require(by, "training.match_wave")
    require_people()
    if method not in Method.values:
        raise InvalidInput(_("Choose one of the two proposals."))
    with transaction.atomic():
        wave = RotationWave.objects.select_for_update().get(pk=run.wave_id)
        _check_open(wave)
        if MatchingRun.objects.filter(wave=wave).order_by("-pk").values_list("pk", flat=True).first() != run.pk:
            raise WrongState(_("There is a newer matching of this wave. Take over one of its proposals."))
        rows = list(run.proposals.filter(method=method, offer__isnull=False).select_related("candidate__person"))
        _check_still_holds(gather(wave), rows)
        movable = ChosenPlace.objects.filter(candidate__wave=wave, posting=None).exclude(source=Source.BY_HAND)
        movable.delete()
        settled = set(ChosenPlace.objects.filter(candidate__wave=wave).values_list("candidate", flat=True))
        ChosenPlace.objects.bulk_create(
            ChosenPlace(candidate=row.candidate, offer_id=row.offer_id, source=method, run=run)
            for row in rows
            if row.candidate_id not in settled
        )
        log(wave, "training.wave.choose", user=by, data={"run": run.pk, "method": method, "places": len(rows)})
    return ChosenPlace.objects.filter(candidate__wave=wave, offer__isnull=False).count()


def change_by_hand(candidate: WaveCandidate, offer: WaveOffer | None, *, justification: str, by) -> HandChange:
    """Give an official another post, or none, for a reason that is signed and kept.

    The same change twice in a row is one. Raises ``NotAllowed``, ``InvalidInput`` (no reason), ``WrongState`` (decided,
    the post is full), ``NotEligible`` (a hard rule forbids it; its findings say which).
    """
    require(by, "training.match_wave")
    require_people()
    justification = nfc(justification).strip()
    if len(justification) < LEAST_WORDS:
        raise InvalidInput(_("Say in a sentence why it must be so; it is kept and printed with your name."))
    with transaction.atomic():
        wave = RotationWave.objects.select_for_update().get(pk=candidate.wave_id)
        _check_open(wave)
        candidate = WaveCandidate.objects.select_related("person").get(pk=candidate.pk)
        place = ChosenPlace.objects.filter(candidate=candidate).select_related("offer").first()
        if candidate.state != WaveCandidate.State.PUT_FORWARD:
            raise WrongState(_("The decision has been made, or the official was taken back."))
        if place is not None and place.is_by_hand and place.offer_id == (offer.pk if offer else None):
            last = candidate.hand_changes.first()
            if last is not None and last.justification == justification:
                return last
        ask_rules(wave, [candidate], by=by)
        gathered = gather(wave, everybody=True)
        if offer is not None:
            refuse_what_is_forbidden(gathered, candidate, offer)
        before = place.offer if place else None
        change = HandChange(
            candidate=candidate,
            before=before,
            after=offer,
            price=_points(gathered, candidate, before) - _points(gathered, candidate, offer),
            justification=justification,
            by=by,
            at=now(),
        )
        change.sha256 = fingerprint(change)
        change.save()
        ChosenPlace.objects.update_or_create(
            candidate=candidate, defaults={"offer": offer, "source": Source.BY_HAND, "run": None}
        )
        data = {"before": before.pk if before else None, "after": offer.pk if offer else None, "sha256": change.sha256}
        log(candidate, "training.wave.override", user=by, data=data)
    return change


def fingerprint(change: HandChange) -> str:
    """SHA-256 over what was signed."""
    signed = [
        change.candidate.wave_id,
        change.candidate_id,
        change.before_id,
        change.after_id,
        change.price,
        change.justification,
        change.by_id,
        change.at.isoformat(),
    ]
    return hashlib.sha256(json.dumps(signed, ensure_ascii=False).encode()).hexdigest()


def refuse_what_is_forbidden(gathered: Gathered, candidate: WaveCandidate, offer: WaveOffer) -> None:
    """Raise where a hard rule, the quota or the number of posts stands against the pair."""
    sentences = against_pair(gathered, candidate, offer)
    if sentences:
        words = _("This cannot be done by hand either: %(why)s Nothing was changed.") % {"why": " ".join(sentences)}
        raise NotEligible(words, [{"sentence": sentence} for sentence in sentences])
    others = ChosenPlace.objects.filter(offer=offer).exclude(candidate=candidate).select_related("candidate__person")
    taken = [str(place.candidate) for place in others]
    if len(taken) >= offer.places:
        raise WrongState(
            _("%(post)s is given to %(names)s. Give them another place first.")
            % {"post": offer, "names": ", ".join(taken)}
        )
    cell = (candidate.bloc_id, candidate.kind)
    there = ChosenPlace.objects.filter(
        candidate__wave=gathered.wave,
        candidate__bloc=candidate.bloc_id,
        candidate__kind=candidate.kind,
        offer__isnull=False,
    ).exclude(candidate=candidate)
    if there.count() >= gathered.problem.quota_of(cell):
        raise WrongState(
            _("The quota of %(bloc)s for %(kind)s is used: %(count)d.")
            % {
                "bloc": candidate.bloc,
                "kind": candidate.get_kind_display(),
                "count": gathered.problem.quota_of(cell),
            }
        )


def _points(gathered: Gathered, candidate: WaveCandidate, offer: WaveOffer | None) -> int:
    row, column = gathered.row_of(candidate), gathered.column_of(offer) if offer else None
    return 0 if row is None or column is None else int(gathered.problem.points[row, column])


def _check_open(wave: RotationWave) -> None:
    if wave.status == RotationWave.Status.CLOSED:
        raise WrongState(_("This wave is closed; it cannot be changed any more."))


def _check_still_holds(gathered: Gathered, rows) -> None:
    """Every pair may still be made, with what is known now."""
    row_of = {one.pk: row for row, one in enumerate(gathered.candidates)}
    column_of = {offer.pk: column for column, offer in enumerate(gathered.offers)}
    allowed = gathered.problem.allowed
    for proposal in rows:
        row, column = row_of.get(proposal.candidate_id), column_of.get(proposal.offer_id)
        if row is None or column is None or not allowed[row, column]:
            raise WrongState(
                _("Something has changed since the matching (%(person)s). Match again, then choose.")
                % {"person": proposal.candidate}
            )
