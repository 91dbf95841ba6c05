"""Faces for the screen: what a certificate will look like, in the browser, before there is one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from certificates.rendering.services import document_context, drawn_code

SHEETS = ("sheets/fonts.css", "sheets/certificate.css", "sheets/faces.css")
NO_NUMBER, NO_CODE = "····/····/···", "00000000000000000000"


@dataclass
class Face:
    """Facts that no number was taken for yet."""

    facts: dict[str, Any]
    issued_on: date
    register_number: str = NO_NUMBER
    verification_code: str = NO_CODE
    kind: str = field(default="")
    valid_until: date | None = None
    pk: int | None = None


def show_faces(request: HttpRequest, faces: Iterable[Face]) -> HttpResponse:
    """A page of its own, to stand in a frame of the office's."""
    shown = [document_context(face, qr=drawn_code(face, is_preview=True)) for face in faces]
    context = {"sheets": SHEETS, "faces": shown}
    return render(request, "certificates/documents/faces.html", context)
