"""What this room announces. Each signal is sent after the commit, with keyword arguments named here."""

from django.dispatch import Signal

certificate_issued = Signal()  # certificate
certificate_revoked = Signal()  # certificate
certificate_replaced = Signal()  # certificate, successor
certificate_suspended = Signal()  # certificate
suspension_lifted = Signal()  # certificate
