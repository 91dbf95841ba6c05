from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        import certificates.credentials.reading
        import certificates.keys.checks
        import certificates.receivers
        import certificates.signing.checks  # noqa: F401
