"""How many certificates stand, by year, kind and programme; what was withdrawn; whether the desk keeps its time."""

from collections import Counter

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, CertificateKind, ReissueRequest
from portal.office.base import OfficePage

SHOWN = 12


class StatisticsPage(OfficePage):
    permission = "certificates.view_register"
    template_name = "portal/office/certificates/statistics.html"
    page_title = _("Statistics of certificates")
    header_icon = "chart-line"

    def get_context_data(self, **kwargs):
        status = Certificate.Status
        years = (
            Certificate.objects.values("register__year")
            .annotate(
                issued=Count("pk"),
                replaced=Count("pk", filter=Q(status=status.REPLACED)),
                revoked=Count("pk", filter=Q(status__in=[status.REVOKED, status.CANCELLED])),
            )
            .order_by("register__year")
        )
        kinds = Counter(dict(Certificate.objects.values_list("kind").annotate(count=Count("pk")).order_by()))
        programmes = (
            Certificate.objects.standing()
            .filter(enrolment__isnull=False)
            .values_list("enrolment__training_class__programme__title")
            .annotate(count=Count("pk"))
            .order_by("-count")[:SHOWN]
        )
        desk = ReissueRequest.objects.aggregate(
            asked=Count("pk"),
            open=Count("pk", filter=Q(status=ReissueRequest.Status.OPEN)),
            answered=Count("pk", filter=Q(settled_at__isnull=False)),
            in_time=Count("pk", filter=Q(settled_at__date__lte=F("due_on"))),
        )
        rows = list(years)
        return super().get_context_data(
            years=rows,
            bars=[(str(row["register__year"]), row["issued"]) for row in rows],
            kinds=[(kind.label.capitalize(), kinds[kind]) for kind in CertificateKind if kinds[kind]],
            programmes=list(programmes),
            desk=desk,
            **kwargs,
        )
