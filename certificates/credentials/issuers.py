"""Who issues: the institution as a DID (did:web) with its keys, and as a profile of Open Badges."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from certificates.designs.models import Institution
from certificates.keys.models import IssuerKey, KeyUse

DID_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
BADGE_CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


def portal_did() -> str:
    """``did:web`` of the portal's host; a port is written with its colon encoded."""
    return "did:web:" + urlsplit(settings.BASE_URL).netloc.replace(":", "%3A")


def did_of(institution_code: str) -> str:
    return f"{portal_did()}:credentials:issuers:{institution_code.lower()}"


def method_of(key: IssuerKey) -> str:
    """The address of a key within the document of its institution."""
    return f"{did_of(key.institution.code)}#{key.public_key}"


def did_document(institution: Institution) -> dict:
    """Every badge key the institution ever had; only those not disowned may vouch for anything."""
    did = did_of(institution.code)
    keys = institution.keys.filter(use=KeyUse.BADGE)
    methods = [
        {
            "id": f"{did}#{key.public_key}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key.public_key,
        }
        for key in keys
        if key.disowned_at is None
    ]
    return {
        "@context": DID_CONTEXTS,
        "id": did,
        "alsoKnownAs": [absolute("credentials:issuer", institution.code.lower())],
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def portal_document() -> dict:
    """The document of the host itself: it signs nothing, it leads to the institutions that issue here."""
    return {
        "@context": DID_CONTEXTS[:1],
        "id": portal_did(),
        "service": [
            {
                "id": f"{portal_did()}#{institution.code.lower()}",
                "type": "CredentialIssuer",
                "serviceEndpoint": absolute("credentials:issuer_did", institution.code.lower()),
            }
            for institution in Institution.objects.all()
        ],
    }


def profile(institution: Institution) -> dict:
    """The institution as Open Badges describes an issuer."""
    names = {"name": institution.name, "description": institution.governing_body}
    return {
        "@context": BADGE_CONTEXTS,
        "id": did_of(institution.code),
        "type": ["Profile"],
        **names,
        "url": settings.BASE_URL,
    }


def absolute(name: str, *args) -> str:
    return settings.BASE_URL + reverse(name, args=args)
