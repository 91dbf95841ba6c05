"""How fast certificates are issued and drawn, for ``make bench``. Leaves nothing behind."""

from collections.abc import Sequence
from time import perf_counter, process_time

from django.db import transaction
from django.template.loader import render_to_string

from certificates.register.models import Certificate
from certificates.register.services import issue_certificate
from certificates.rendering.services import document_context, drawn_code, render_certificate


def measure_issuing(enrolments: Sequence, *, by) -> float:
    """Certificates a minute entered in the register, one transaction each, without their documents; rolled back."""
    with transaction.atomic():
        started = perf_counter()
        for enrolment in enrolments:
            with transaction.atomic():
                issue_certificate(enrolment, by=by)
        taken = perf_counter() - started
        transaction.set_rollback(True)
    return 60 * len(enrolments) / taken


def measure_drawing(certificates: Sequence[Certificate]) -> dict[str, float]:
    """Documents a minute of one process, in time of its processor: ours, and one plain ``HTML().write_pdf()`` each."""
    render_certificate(certificates[0])  # fonts and style sheets are read once for each process
    started = process_time()
    for certificate in certificates:
        render_certificate(certificate)
    ours = process_time() - started
    started = process_time()
    for certificate in certificates:
        _draw_plainly(certificate)
    plain = process_time() - started
    count = 60 * len(certificates)
    return {"per_minute": count / ours, "plain_per_minute": count / plain, "ratio": plain / ours}


def _draw_plainly(certificate: Certificate) -> bytes:
    """The baseline: everything made anew for this one document."""
    from weasyprint import CSS, HTML

    from certificates.rendering.printer import SHEETS

    html = render_to_string(
        "certificates/documents/certificate.html", document_context(certificate, qr=drawn_code(certificate))
    )
    sheets = [CSS(filename=SHEETS / name) for name in ("fonts.css", "certificate.css")]
    return HTML(string=html, base_url=SHEETS.as_uri() + "/").write_pdf(stylesheets=sheets)
