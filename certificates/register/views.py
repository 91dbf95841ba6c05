"""The document of a certificate, served byte for byte to those who may have it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from wagtail.log_actions import log

from certificates.errors import CertificateError
from certificates.register.models import Certificate
from certificates.register.services import document_bytes
from certificates.register.services.documents import NoElectronicDocument
from training.access.services import record_export


@require_safe
@login_required
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF as it was made at issue. Strangers get 404; every download is remembered.

    A certificate of paper has none (404), a file that was altered is not handed out (500): both say so in words.
    """
    certificate = get_object_or_404(Certificate.objects.select_related("person"), pk=pk)
    if not request.user.has_perm("certificates.download_certificate", certificate):
        raise Http404
    try:
        content = document_bytes(certificate)
    except CertificateError as refusal:
        status = 404 if isinstance(refusal, NoElectronicDocument) else 500
        return render(request, "certificates/no_document.html", {"refusal": refusal}, status=status)
    log(certificate, "certificates.certificate.download", user=request.user, title=certificate.register_number)
    if certificate.person.user_id != request.user.pk:
        what = f"certificate {certificate.register_number}"
        record_export(what, count=1, by=request.user, person=certificate.person)
    name = certificate.register_number.replace("/", "-")
    return HttpResponse(
        content,
        "application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}.pdf"',
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex",
        },
    )
