"""The register book in the paper form (rules.md §3), in volumes of two hundred entries."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import override

from certificates.register.models import Certificate, CertificateEvent, CertificateKind, CertificateRegister
from certificates.rendering.services import in_figures, print_html

VOLUME = 200
HEADINGS = {
    CertificateKind.CERTIFICATE: "SỔ CẤP CHỨNG CHỈ",
    CertificateKind.COMPLETION_ATTESTATION: "SỔ CẤP GIẤY CHỨNG NHẬN HOÀN THÀNH KHÓA HỌC",
    CertificateKind.MENTORING_ATTESTATION: "SỔ CẤP GIẤY XÁC NHẬN HƯỚNG DẪN, KÈM CẶP",
    CertificateKind.APPRECIATION: "SỔ CẤP THƯ GHI NHẬN, CẢM ƠN",
}
SEXES = {"male": "Nam", "female": "Nữ"}


@dataclass(frozen=True)
class Volume:
    """One volume: its number and the numbers of the entries in it."""

    number: int
    first: int
    last: int


def volumes_of(register: CertificateRegister) -> list[Volume]:
    starts = range(1, register.last_number + 1, VOLUME)
    return [
        Volume(number, first, min(first + VOLUME - 1, register.last_number)) for number, first in enumerate(starts, 1)
    ]


def render_volume(register: CertificateRegister, volume: Volume) -> bytes:
    """The PDF of one volume: every entry in its line, also those replaced and revoked."""
    entries = (
        register.certificates.filter(number__range=(volume.first, volume.last))
        .order_by("number")
        .prefetch_related("events__successor", "blanks")
    )
    context = {
        "register": register,
        "heading": HEADINGS[CertificateKind(register.kind)],
        "volume": volume,
        "closed_on": f"{register.closed_at.astimezone():%d/%m/%Y}" if register.closed_at else "",
        "rows": [row_of(entry) for entry in entries],
    }
    with override("vi"):
        return print_html(render_to_string("certificates/documents/register.html", context), sheet="register.css")


def row_of(entry: Certificate) -> dict[str, str | int]:
    """One line of the book, from the frozen facts."""
    holder, course, decision = entry.facts["holder"], entry.facts["course"], entry.facts["decision"]
    return {
        "ordinal": entry.number,
        "name": holder["name"],
        "born": in_figures(holder["birth_date"]),
        "sex": SEXES.get(holder["sex"], ""),
        "unit": holder["unit"],
        "programme": course["programme"],
        "class_code": course["class_code"],
        "opens_on": in_figures(course["opens_on"]),
        "closes_on": in_figures(course["closes_on"]),
        "result": result_of(course),
        "band": course["band_text"],
        "blank_serial": ", ".join(str(blank) for blank in entry.blanks.all() if blank.state == "used"),
        "register_number": entry.register_number,
        "decision": decision["number"],
        "decided_on": in_figures(decision["date"]),
        "issued_on": in_figures(entry.issued_on.isoformat()),
        "remark": "; ".join(remarks_of(entry)),
    }


def result_of(course: dict[str, str]) -> str:
    if not course["band"]:
        return ""  # no programme was studied
    return course["average"].replace(".", ",") or "Đạt"


def remarks_of(entry: Certificate) -> list[str]:
    """Whose place the entry took, then what became of it."""
    replaced = entry.facts.get("replaces")
    return [f"Thay cho {replaced}"] * bool(replaced) + [remark_of(event) for event in entry.events.all()]


def remark_of(event: CertificateEvent) -> str:
    """What became of the entry, as a registrar writes it in the last column."""
    decision = f"QĐ số {event.decision_number}, {in_figures(event.decision_on.isoformat())}"
    if event.successor is not None:
        return f"Thay bằng {event.successor.register_number} ({decision})"
    words = {"revoked": "Thu hồi", "cancelled": "Hủy"}
    return f"{words.get(event.kind, event.kind)} ({decision})"
