"""JSON-LD without a network: the contexts lie in this folder, byte for byte as published."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from pyld import jsonld

FOLDER = Path(__file__).resolve().parent / "contexts"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/"
CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://www.w3.org/ns/did/v1": "did-v1.json",
    "https://w3id.org/security/multikey/v1": "multikey-v1.json",
    f"{OPEN_BADGES}context-3.0.3.json": "open-badges-3.0.3.json",
    f"{OPEN_BADGES}context.json": "open-badges-3.0.3.json",
}


class UnknownContext(ValueError):
    """A document names a vocabulary that is not kept here; nothing is fetched for it."""


def load(url: str, options: Any = None) -> dict:
    """What PyLD asks for a context."""
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": _context(url)}


@cache
def _context(url: str) -> dict:
    if url not in CONTEXTS:
        raise UnknownContext(url)
    return json.loads((FOLDER / CONTEXTS[url]).read_text())


def canonical(document: dict) -> bytes:
    """The document as RDF in canonical order (RDFC-1.0).

    Raises ``ValueError`` for an unknown context, and for a term that no context explains: it would not be signed.
    """
    try:
        expanded = jsonld.expand(document, {"documentLoader": load}, on_property_dropped=_refuse)
        _refuse_plain_types(expanded)
        form = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
        return jsonld.normalize(expanded, form).encode()
    except jsonld.JsonLdError as error:
        raise ValueError(str(error)) from error


def _refuse(term: str | None) -> None:
    raise ValueError(f"No context explains {term}.")


def _refuse_plain_types(part: Any) -> None:
    """A type that no context explains stays a plain word, which says nothing."""
    if isinstance(part, list):
        for one in part:
            _refuse_plain_types(one)
    elif isinstance(part, dict):
        types = part.get("@type", [])
        for name in [types] if isinstance(types, str) else types:
            if ":" not in name and not name.startswith("@"):
                _refuse(name)
        for value in part.values():
            _refuse_plain_types(value)
