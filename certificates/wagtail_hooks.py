"""The vocabulary of this room's log actions; an action that is not here cannot be logged."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks

LOG_ACTIONS = {
    "certificates.batch.prepare": (_("Prepare an issue"), _("Issue prepared")),
    "certificates.batch.approve": (_("Approve an issue"), _("Issue approved")),
    "certificates.batch.drop": (_("Drop an issue"), _("Issue dropped")),
    "certificates.batch.issue": (_("Issue the certificates of a class"), _("Certificates of a class issued")),
    "certificates.certificate.issue": (_("Issue a certificate"), _("Certificate issued")),
    "certificates.certificate.revoke": (_("Revoke a certificate"), _("Certificate revoked")),
    "certificates.certificate.replace": (_("Replace a certificate"), _("Certificate replaced")),
    "certificates.certificate.suspend": (_("Suspend a certificate"), _("Certificate suspended")),
    "certificates.certificate.lift": (_("Lift a suspension"), _("Suspension of a certificate lifted")),
    "certificates.certificate.download": (_("Download a certificate"), _("Certificate downloaded")),
    "certificates.certificate.take_out": (_("Take a document out to be signed"), _("Document taken out to be signed")),
    "certificates.certificate.lock_signed": (_("Lock a signed document"), _("Signed document locked")),
    "certificates.certificate.renew": (_("Renew a time stamp"), _("Time stamp renewed")),
    "certificates.signing_certificate.add": (_("Register a signing certificate"), _("Signing certificate registered")),
    "certificates.signing_certificate.withdraw": (
        _("Withdraw a signing certificate"),
        _("Signing certificate withdrawn"),
    ),
    "certificates.register.export": (_("Export the register"), _("Register exported")),
    "certificates.register.print": (_("Print the register"), _("Register printed")),
    "certificates.key.make": (_("Make a key"), _("Key of an institution made")),
    "certificates.key.retire": (_("Retire a key"), _("Key of an institution retired")),
    "certificates.key.disown": (_("Disown a key"), _("Key of an institution disowned")),
    "certificates.register.close": (_("Close a register"), _("Register closed")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions) -> None:
    for name, (label, message) in LOG_ACTIONS.items():
        actions.register_action(name, label, message)
