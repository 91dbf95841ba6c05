"""What signing refuses."""

from certificates.errors import CertificateError


class SealUnavailable(CertificateError):
    """The key, the token or the time-stamping authority that the settings name cannot be used."""


class UnreadableDocument(CertificateError):
    """What was given is no PDF, or none that can be read."""
