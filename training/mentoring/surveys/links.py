"""One-time links: made of chance, told once, kept as a hash."""

import hashlib
import secrets

from training.mentoring.surveys.models import SurveyRespondent

BYTES = 20  # 160 bits; 27 letters in the address


def make_link(respondent: SurveyRespondent, day) -> str:
    """The token of a new link of this person; it can be read nowhere again."""
    token = secrets.token_urlsafe(BYTES)
    respondent.links.create(token_hash=hash_of(token), made_on=day)
    return token


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def respondent_of(token: str) -> SurveyRespondent | None:
    """Whose link it is, with all the answering page needs; one query."""
    found = SurveyRespondent.objects.filter(links__token_hash=hash_of(token), is_chosen=True)
    return found.select_related("survey__form__version", "survey__form__posting__person").first()
