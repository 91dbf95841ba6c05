from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        from certificates import receivers
        from certificates.keys import checks as key_checks
        from certificates.signing import checks as seal_checks  # noqa: F401
