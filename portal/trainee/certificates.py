"""One's own certificates: what stands, what took whose place, the file, a link to share, and asking for another."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from certificates.errors import CertificateError
from certificates.keys.queries import badging
from certificates.models import Certificate, ReissueRequest
from certificates.requests.services import ask_for_reissue, withdraw_request
from certificates.verification.services import State, state_of
from portal.access import requires

PAGE_SIZE = 25


def mine(request: HttpRequest):
    return Certificate.objects.filter(person__user=request.user)


@requires("portal.use_trainee")
def certificates(request: HttpRequest) -> HttpResponse:
    found = mine(request).select_related("register__institution").order_by("-issued_on", "-pk")
    chain = ("events__successor", "predecessor_events__certificate", "requests__successor", "suspensions")
    page = Paginator(found.prefetch_related(*chain), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(row, standing_of(row)) for row in page]
    waiting = {row.pk for row in page for asked in row.requests.all() if asked.status == ReissueRequest.Status.OPEN}
    context = {"page": page, "base_url": settings.BASE_URL, "badging": badging(), "waiting": waiting, "rows": rows}
    return render(request, "portal/trainee/certificates.html", context)


def standing_of(certificate: Certificate) -> State:
    """What the public check says of it: to the holder too it is expired, or suspended."""
    if certificate.status == Certificate.Status.ISSUED and any(
        not one.lifted_at for one in certificate.suspensions.all()
    ):
        return State.SUSPENDED
    return state_of(certificate)


@requires("portal.use_trainee")
def certificate_document(request: HttpRequest, certificate_id: int) -> FileResponse:
    """The PDF of one's own certificate, exactly the file that was issued."""
    certificate = get_object_or_404(mine(request), pk=certificate_id)
    if not certificate.sha256:
        raise Http404(certificate_id)
    name = f"{certificate.register_number.replace('/', '-')}.pdf"
    answer = FileResponse(certificate.document.open("rb"), as_attachment="print" not in request.GET, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


class AskForm(forms.Form):
    ground = forms.ChoiceField(
        label=gettext_lazy("What happened"), choices=ReissueRequest.GROUNDS, widget=forms.RadioSelect
    )
    description = forms.CharField(
        label=gettext_lazy("Say it in one or two sentences"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Where something is wrong: which word, and what is right."),
    )


@requires("portal.use_trainee")
def ask(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Lost, damaged or wrong: ask the registrar for another document."""
    certificate = get_object_or_404(mine(request).select_related("person"), pk=certificate_id)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_for_reissue(certificate, by=request.user, **form.cleaned_data)
        except CertificateError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _told(asked))
            return redirect("trainee:certificates")
    return render(request, "portal/trainee/certificate_ask.html", {"certificate": certificate, "form": form})


@require_POST
@requires("portal.use_trainee")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's request back, such as when the paper was found again."""
    asked = get_object_or_404(
        ReissueRequest.objects.filter(certificate__person__user=request.user).select_related("certificate__person"),
        pk=pk,
    )
    try:
        withdraw_request(asked, by=request.user)
    except CertificateError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your request was taken back; the certificate stands as it is."))
    return redirect(reverse("trainee:certificates"))


def _told(asked: ReissueRequest) -> str:
    if asked.due_on is None:
        return _("Your request is at the registrar's. Hand the paper in; the five working days run from that day.")
    return _("Your request is at the registrar's. You will be answered by %(day)s.") % {
        "day": f"{asked.due_on:%d/%m/%Y}"
    }
