"""Menu entries of the registrar, the signatory and the auditor."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem

READ = "certificates.view_register"


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(_("Register"), "office:certificates", permission=READ, icon="list-ul", order=10),
        PermittedItem(_("Due for issue"), "office:certificates_due", permission=READ, icon="time", order=20),
        PermittedItem(_("Issues"), "office:issues", permission=READ, icon="doc-full", order=30),
        PermittedItem(_("Register books"), "office:registers", permission=READ, icon="folder-open-inverse", order=40),
        PermittedItem(
            _("Signing certificates"),
            "office:signing_certificates",
            permission="certificates.view_signing_certificate",
            icon="key",
            order=50,
        ),
        PermittedItem(_("Requests for reissue"), "office:certificate_requests", permission=READ, icon="mail", order=50),
        PermittedItem(_("Designs"), "office:designs", permission=READ, icon="image", order=70),
        PermittedItem(_("Statistics"), "office:certificate_statistics", permission=READ, icon="chart-line", order=80),
        PermittedItem(_("Blanks"), "office:blanks", permission="certificates.view_blanks", icon="doc-empty", order=60),
    ]
