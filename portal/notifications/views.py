"""The page of one's own notices."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from portal.access import requires
from portal.notifications.choices import Choices, choose_mail
from portal.notifications.kinds import Kind, Mail
from portal.notifications.mail import address_of
from portal.notifications.services import mark_read

PER_PAGE = 25


@require_GET
@requires()
def notices(request: HttpRequest) -> HttpResponse:
    rows = request.user.notices.all()
    if request.GET.get("unread"):
        rows = rows.unread()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/notices/list.html", {"page": page, "only_unread": bool(request.GET.get("unread"))})


@requires()
def choices(request: HttpRequest) -> HttpResponse:
    """Which notices come by mail: at once, once a day, or not at all."""
    if request.method == "POST":
        choose_mail({kind: request.POST.get(kind, "") for kind in Kind.values}, by=request.user)
        messages.success(request, _("Your choices are kept. They hold from now on."))
        return redirect("notices:choices")
    chosen = Choices([request.user.pk])
    context = {
        "rows": [(kind, chosen.mail(request.user.pk, kind)) for kind in Kind],
        "ways": Mail,
        "address": address_of(request.user),
    }
    return render(request, "portal/notices/choices.html", context)


@require_POST
@requires()
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a notice and go where it leads."""
    notice = get_object_or_404(request.user.notices, pk=pk)
    mark_read(request.user, [notice.pk])
    is_ours = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and is_ours else "notices:list")


@require_POST
@requires()
def read_all(request: HttpRequest) -> HttpResponse:
    count = mark_read(request.user)
    text = ngettext("%(count)s notice marked as read.", "%(count)s notices marked as read.", count)
    messages.success(request, text % {"count": count})
    return redirect("notices:list")
