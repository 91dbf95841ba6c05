"""What this room refuses. Each message is a sentence for the person who asked."""


class CertificateError(Exception):
    """A refusal of the certificates room. ``str()`` of it is fit for the screen."""


class NotAllowed(CertificateError):
    """The person acting may not do this."""


class WrongState(CertificateError):
    """The certificate, batch or register is not in a state in which this can be done."""


class InvalidInput(CertificateError):
    """What was given cannot be right; nothing was saved."""
