"""The benefits of a posting on its page: what the rules grant, and what was recorded (A22)."""

from collections.abc import Collection

from training.errors import NoRegulatedValue
from training.models import Posting
from training.rotation.benefits.queries import dues_of
from training.rotation.benefits.rules import SEES


def benefits_for(posting: Posting, capacities: Collection[str]) -> dict:
    """What the page shows of them: to the official his own, to others as the rule of benefits says; else nothing."""
    if not SEES & set(capacities):
        return {}
    try:
        return {"shows_benefits": True, "dues": dues_of(posting)}
    except NoRegulatedValue as gap:
        return {"shows_benefits": True, "dues": [], "gap": str(gap)}
