"""The vocabulary of this room's log actions; an action that is not here cannot be logged."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks

LOG_ACTIONS = {
    "certificates.batch.prepare": (_("Prepare an issue"), _("Issue prepared")),
    "certificates.batch.approve": (_("Approve an issue"), _("Issue approved")),
    "certificates.batch.drop": (_("Drop an issue"), _("Issue dropped")),
    "certificates.batch.issue": (_("Issue the certificates of a class"), _("Certificates of a class issued")),
    "certificates.batch.print": (_("Print the documents of an issue"), _("Documents of an issue printed")),
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
    "certificates.design.revise": (_("Revise a design"), _("New version of a design")),
    "certificates.request.ask": (_("Ask for reissue"), _("Reissue asked for")),
    "certificates.request.receive_paper": (_("Receive a paper"), _("Paper received")),
    "certificates.request.grant": (_("Grant a request for reissue"), _("Request for reissue granted")),
    "certificates.request.refuse": (_("Refuse a request for reissue"), _("Request for reissue refused")),
    "certificates.request.withdraw": (_("Withdraw a request for reissue"), _("Request for reissue withdrawn")),
    "certificates.blanks.received": (_("Receive blanks"), _("Blanks received")),
    "certificates.blanks.used": (_("Use blanks"), _("Blanks used")),
    "certificates.blanks.spoiled": (_("Write off spoiled blanks"), _("Spoiled blanks written off")),
    "certificates.blanks.lost": (_("Write off lost blanks"), _("Lost blanks written off")),
    "certificates.blanks.destroyed": (_("Destroy blanks"), _("Blanks destroyed")),
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
