"""One line per subject, so that django-rules finds its permissions."""

from certificates.register import rules as register  # noqa: F401
from certificates.signing import rules as signing  # noqa: F401
from certificates.suspensions import rules as suspensions  # noqa: F401
