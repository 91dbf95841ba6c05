"""What this room announces. Each signal is sent after the commit, with keyword arguments named here."""

from django.dispatch import Signal

certificate_issued = Signal()  # certificate, issued by itself
batch_asked_for = Signal()  # batch
batch_issued = Signal()  # batch; its documents are not drawn yet
certificates_issued = Signal()  # certificates of one list whose documents are kept; may be sent again
certificate_revoked = Signal()  # certificate
certificate_replaced = Signal()  # certificate, successor
certificate_suspended = Signal()  # certificate
suspension_lifted = Signal()  # certificate
reissue_asked = Signal()  # request
reissue_settled = Signal()  # request
