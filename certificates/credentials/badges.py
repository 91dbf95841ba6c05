"""A certificate as a credential of Open Badges 3.0, with the least data: what the public check says, and no more."""

from datetime import date, datetime, time, timedelta, timezone
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.credentials.issuers import BADGE_CONTEXTS, absolute, did_of
from certificates.credentials.proofs import signed, stamp
from certificates.credentials.status_lists import entries_of
from certificates.errors import WrongState
from certificates.keys.models import KeyUse
from certificates.keys.queries import current_key
from certificates.register.models import Certificate

HANOI = timezone(timedelta(hours=7))


class NoBadge(WrongState):
    """The institution has no key with which it signs badges."""


def badge_of(certificate: Certificate) -> dict:
    """The signed credential. It says the facts as issued; whether it still stands is for the status lists to say.

    Made anew at each question, the same bytes as long as the same key signs. Raises ``NoBadge``, ``KeyMissing``.
    """
    key = current_key(certificate.facts["institution"]["code"], KeyUse.BADGE)
    if key is None:
        raise NoBadge(_("The institution has no key for badges yet. Its certificates are checked by their code."))
    created = max(certificate.issued_at, key.made_at).astimezone(HANOI)
    return signed(credential_of(certificate), key=key, created=created)


def credential_of(certificate: Certificate) -> dict:
    """The credential without its proof, in Vietnamese, as the certificate is."""
    facts, code = certificate.facts, certificate.verification_code
    course, institution = facts["course"], facts["institution"]
    heading = facts["design"]["heading"].capitalize()
    document = {
        "@context": BADGE_CONTEXTS,
        "id": absolute("credentials:badge", code),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{heading}: {course['programme']}",
        "image": {"id": absolute("credentials:picture", code, "png"), "type": "Image"},
        "issuer": {
            "id": did_of(institution["code"]),
            "type": ["Profile"],
            "name": institution["name"],
            "url": settings.BASE_URL,
        },
        "validFrom": stamp(_at(certificate.issued_on, time.min)),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityHash": facts["holder"]["name"],
                    "identityType": "name",
                    "hashed": False,
                }
            ],
            "licenseNumber": certificate.register_number,
            "achievement": {
                "id": _achievement_id(institution["code"], course["programme_code"] or course["programme"]),
                "type": ["Achievement"],
                "achievementType": "Certificate" if course["programme_code"] else "Award",
                "name": course["programme"],
                "description": f"{facts['design']['completion_text']} {course['programme']}.",
                "criteria": {"narrative": _criteria(course)},
            },
        },
        "credentialStatus": entries_of(certificate),
    }
    if certificate.valid_until:
        document["validUntil"] = stamp(_at(certificate.valid_until, time(23, 59, 59)))
    return document


def _criteria(course: dict) -> str:
    if not course["programme_code"]:  # a mentor who is attested, somebody who is thanked
        return "Được xác nhận bằng quyết định của cơ quan cấp."
    return (
        f"Tham gia đầy đủ chương trình {course['periods']} tiết, đạt mọi bài kiểm tra và chấp hành quy chế học tập; "
        "kết quả được công nhận bằng quyết định."
    )


def _achievement_id(institution_code: str, programme: str) -> str:
    """One name for the same programme of the same institution; it promises no page."""
    return uuid5(NAMESPACE_URL, f"{settings.BASE_URL}/{institution_code}/{programme}").urn


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, HANOI)
