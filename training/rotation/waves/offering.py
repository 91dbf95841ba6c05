"""Host units offer posts in a wave, with the reason, and take them back."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, WrongState
from training.people.models import Position
from training.people.permissions import require
from training.rotation.models import Posting, RotationWave
from training.rotation.waves.models import Field, WaveOffer
from training.units.models import Unit

CALLED = (RotationWave.Status.APPROVED, RotationWave.Status.RUNNING)


def offer_post(
    wave: RotationWave,
    *,
    unit: Unit,
    title,
    kind: str,
    reason: str,
    by,
    places: int = 1,
    urgency: int = WaveOffer.Urgency.NEEDED,
    fields: Sequence[str] = (),
    least_theory: str = "",
) -> WaveOffer:
    """Offer a post of the unit. Offered again as it stands, it is one offer; with other facts, they replace the old.

    Raises ``NotAllowed``, ``WrongState`` (not called, too late), ``InvalidInput``.
    """
    require(by, "training.offer_post", unit)
    reason = nfc(reason).strip()
    if not reason:
        raise InvalidInput(_("Say why the post is offered."))
    if kind not in Posting.Kind.values or not set(fields) <= set(Field.values) or places < 1:
        raise InvalidInput(_("Choose kind, fields and number from those given."))
    with transaction.atomic():
        wave = RotationWave.objects.select_for_update().get(pk=wave.pk)
        _check_called(wave, by)
        if not unit.is_valid_on(wave.effective_on or today()):
            raise InvalidInput(
                _("%(unit)s does not exist on %(day)s. Choose the unit that stands in its place.")
                % {"unit": unit.display_name, "day": f"{wave.effective_on or today():%d/%m/%Y}"}
            )
        facts = {
            "places": places,
            "urgency": urgency,
            "fields": sorted(set(fields)),
            "least_theory": least_theory,
            "reason": reason,
        }
        known = WaveOffer.objects.standing().filter(wave=wave, unit=unit, title=title, kind=kind).first()
        if known is not None and all(getattr(known, name) == value for name, value in facts.items()):
            return known
        if known is None:
            facts |= {"offered_by": by, "offered_at": now()}
            offer = WaveOffer.objects.create(wave=wave, unit=unit, title=title, kind=kind, **facts)
        else:
            _check_room(known, places)
            WaveOffer.objects.filter(pk=known.pk).update(**facts)
            offer = WaveOffer.objects.get(pk=known.pk)
        log(offer, "training.wave.offer", user=by, data={"unit": unit.pk, "places": places, "reason": reason})
    return offer


def withdraw_offer(offer: WaveOffer, *, because: str, by) -> WaveOffer:
    """Take an offer back for a reason. Twice does no harm; not possible once somebody was chosen for it."""
    require(by, "training.offer_post", offer.unit)
    because = nfc(because).strip()
    if not because:
        raise InvalidInput(_("Say why the offer is withdrawn."))
    with transaction.atomic():
        offer = WaveOffer.objects.select_for_update(of=("self",)).select_related("wave", "unit").get(pk=offer.pk)
        if offer.withdrawn_at is not None:
            return offer
        if offer.chosen.exists():
            raise WrongState(_("An official has been chosen for this post. Ask the Committee to change that first."))
        offer.withdrawn_at, offer.withdrawn_because = now(), because
        offer.save(update_fields=["withdrawn_at", "withdrawn_because"])
        log(offer, "training.wave.offer_withdraw", user=by, data={"because": because})
    return offer


def holders_of(offer: WaveOffer) -> list[Position]:
    """Who holds the post today: rotation makes no extra post (rules.md L5), so the Committee sees it."""
    held = Position.objects.current().filter(unit=offer.unit_id, title__code=offer.title.code)
    return list(held.select_related("person"))


def _check_called(wave: RotationWave, by) -> None:
    if wave.status not in CALLED:
        raise WrongState(_("The units have not been called on for this wave, or it is closed."))
    if by.has_perm("training.plan_wave"):
        return
    if wave.offers_from and today() < wave.offers_from:
        raise WrongState(_("Posts are offered from %(day)s on.") % {"day": f"{wave.offers_from:%d/%m/%Y}"})
    if wave.offers_until and today() > wave.offers_until:
        raise WrongState(
            _("Posts were offered until %(day)s. Ask the Committee to enter a late one.")
            % {"day": f"{wave.offers_until:%d/%m/%Y}"}
        )


def _check_room(offer: WaveOffer, places: int) -> None:
    taken = offer.chosen.count()
    if places < taken:
        raise WrongState(_("%(count)d officials have been chosen for this post already.") % {"count": taken})
