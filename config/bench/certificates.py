"""How fast certificates are drawn, beside one plain ``HTML().write_pdf()`` each."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor

from config.bench.figures import AT_LEAST, Figure, measurement

PROCESSES, EACH = 2, 40
BUDGET = 1500  # a minute, drawn, PDF/A, signed and registered; signing comes with its own issue


@measurement("certificates")
def certificates() -> Iterator[Figure]:
    from certificates.models import Certificate

    if not Certificate.objects.exists():
        yield Figure("certificates drawn", None, "/min", BUDGET, AT_LEAST, "the city has none")
        return
    plain = _a_minute(_draw_plain)
    ours = _a_minute(_draw)
    yield Figure("certificates, one plain HTML().write_pdf() each", plain, "/min")
    yield Figure("certificates drawn, two processes", ours, "/min", BUDGET, AT_LEAST, "not yet signed")


def _a_minute(draw: Callable[[int], int]) -> float:
    """Documents a minute of two warm processes."""
    from django.db import connections

    connections.close_all()
    with ProcessPoolExecutor(PROCESSES, initializer=_begin) as pool:
        list(pool.map(draw, [2] * PROCESSES))
        begun = time.monotonic()
        drawn = sum(pool.map(draw, [EACH] * PROCESSES))
        return drawn / (time.monotonic() - begun) * 60


def _begin() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def _draw(count: int) -> int:
    from certificates.models import Certificate
    from certificates.rendering.services import render_certificate

    certificate = Certificate.objects.first()
    return sum(1 for _ in range(count) if render_certificate(certificate))


def _draw_plain(count: int) -> int:
    from weasyprint import CSS, HTML

    from django.template.loader import render_to_string

    from certificates.models import Certificate
    from certificates.rendering.printer import SHEETS
    from certificates.rendering.services import document_context

    html = render_to_string("certificates/documents/certificate.html", document_context(Certificate.objects.first()))
    for _ in range(count):
        sheets = [CSS(filename=SHEETS / name) for name in ("fonts.css", "certificate.css")]
        HTML(string=html, base_url=SHEETS.as_uri() + "/").write_pdf(stylesheets=sheets, pdf_variant="pdf/a-3u")
    return count
