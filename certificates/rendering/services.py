"""From the frozen facts of a certificate to the bytes of its PDF. Writes nothing to the database."""

import base64
import json
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.files.storage import storages
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override

from certificates.compact.slips import qr_parts
from certificates.rendering.codes import PAINTED, code_of, painted

SALUTATIONS = {"male": "ông", "female": "bà"}
CAPACITIES = {"direct": "", "kt": "KT.", "tl": "TL.", "tm": "TM.", "tuq": "TUQ."}
LONG_NAME, LONG_PROGRAMME = 28, 62  # characters, beyond which a smaller letter keeps the line whole
CODE_GROUP = 5
FACTS_FILE = "chung-chi.json"
FACTS_DESCRIPTION = "Nội dung của văn bản này để máy đọc"
QR_WORDS = "Mã QR dẫn đến trang tra cứu văn bản này"


class Printable(Protocol):
    """What is needed of a certificate: its frozen facts and the columns that stand beside them."""

    pk: Any  # none of what is not issued yet: nothing is signed for it
    facts: dict[str, Any]
    kind: str
    register_number: str
    verification_code: str
    issued_on: date
    valid_until: date | None


def render_certificate(certificate: Printable) -> bytes:
    """The PDF/A-3u and PDF/UA-1 of a certificate, from its frozen facts alone, with these facts for machines inside.

    Not yet sealed (``certificates.signing``). The same facts make the same bytes.
    """
    # Only here: WeasyPrint takes half a second and forty megabytes, which processes that never print need not pay.
    from certificates.rendering.drawings import PaintedCode
    from certificates.rendering.printer import Enclosure, printer_for

    with override("vi"):
        context = document_context(certificate, qr=painted(QR_WORDS))
        html = render_to_string("certificates/documents/certificate.html", context)
    pictures = {PAINTED: PaintedCode(code_of(*qr_parts(certificate)))}
    enclosure = Enclosure(
        FACTS_FILE,
        FACTS_DESCRIPTION,
        facts_for_machines(certificate),
        datetime.combine(certificate.issued_on, time()),
    )
    return printer_for(sheet_of(certificate.facts)).print(
        html, enclosures=[enclosure], pictures=pictures, for_readers=True
    )


def sheet_of(facts: dict[str, Any]) -> str:
    """The style sheet of the paper. What was issued before papers were chosen is A4."""
    return "certificate-a5.css" if facts["design"].get("paper") == "a5" else "certificate.css"


def facts_for_machines(certificate: Printable) -> str:
    """What the page says, as JSON: the file inside the PDF, which a program reads without any account."""
    said = {
        "document": certificate.kind,
        "register_number": certificate.register_number,
        "verification_code": certificate.verification_code,
        "verify_url": verify_url(certificate.verification_code),
        "issued_on": certificate.issued_on.isoformat(),
        "valid_until": certificate.valid_until.isoformat() if certificate.valid_until else None,
        **certificate.facts,
    }
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True)


def print_html(html: str, *, sheet: str, folder: Path | None = None) -> bytes:
    """The PDF of the page in the style of one of our sheets, or of another folder that holds sheets and fonts."""
    from certificates.rendering.printer import FOLDER, printer_for  # late, as above

    return printer_for(sheet, folder or FOLDER).print(html)


def document_context(certificate: Printable, *, qr: SafeString) -> dict[str, Any]:
    """What the page is made of, with the picture that stands for its QR code."""
    facts = certificate.facts
    holder, course = facts["holder"], facts["course"]
    return {
        **facts,
        "number": certificate.register_number,
        "code": grouped(certificate.verification_code),
        "qr": qr,
        "verify_address": settings.BASE_URL.split("://", 1)[-1] + "/verify/",
        "salutation": SALUTATIONS.get(holder["sex"], "ông/bà"),
        "born": in_words(holder["birth_date"]),
        "office": ", ".join(filter(None, (holder["position"], holder["unit"]))),
        "holder_is_long": len(holder["name"]) > LONG_NAME,
        "programme_is_long": len(course["programme"]) > LONG_PROGRAMME,
        "opens": in_figures(course["opens_on"]),
        "closes": in_figures(course["closes_on"]),
        "decided": in_figures(facts["decision"]["date"]),
        "issued": in_words(certificate.issued_on.isoformat()),
        "made_at": certificate.issued_on.isoformat(),
        "signing_lines": signing_lines(facts["signatory"]),
        "emblem": emblem_address(facts["design"].get("emblem", "")),
    }


def drawn_code(certificate: Printable, *, is_preview: bool = False) -> SafeString:
    """The QR code as a drawing for a screen. That of a preview is of the address alone: nothing is signed for it."""
    parts = [verify_url(certificate.verification_code)] if is_preview else qr_parts(certificate)
    return code_of(*parts).as_svg(QR_WORDS)


@cache
def emblem_address(name: str) -> str:
    """The emblem inside the page itself; its file is named after its bytes, so that it is read once for good."""
    if not name:
        return ""
    with storages["private"].open(name) as file:
        return "data:image/png;base64," + base64.b64encode(file.read()).decode()


def signing_lines(signatory: dict[str, str]) -> list[str]:
    """The lines above the signature: the capacity stands before whom one signs for (rules.md D7)."""
    capacity = CAPACITIES[signatory["capacity"]]
    if not capacity:
        return [signatory["title"]]
    return [f"{capacity} {signatory['on_behalf_of']}".strip(), signatory["title"]]


def verify_url(code: str) -> str:
    return f"{settings.BASE_URL}/verify/{code}/"


def grouped(code: str) -> str:
    """The code in groups of five, as one reads it aloud."""
    return "-".join(code[i : i + CODE_GROUP] for i in range(0, len(code), CODE_GROUP))


def in_words(day: str | None) -> str:
    """``2026-12-18`` as *18 tháng 12 năm 2026*; the day, and January and February, with a leading zero (30/2020)."""
    if not day:
        return ""
    year, month, number = day.split("-")
    return f"{number} tháng {month if month in ('01', '02') else int(month)} năm {year}"


def in_figures(day: str | None) -> str:
    if not day:
        return ""
    year, month, number = day.split("-")
    return f"{number}/{month}/{year}"
