"""One line per subject, so that django-rules finds its permissions."""

from certificates.blanks import rules as blanks  # noqa: F401
from certificates.designs import rules as designs  # noqa: F401
from certificates.register import rules as register  # noqa: F401
from certificates.requests import rules as requests  # noqa: F401
from certificates.signing import rules as signing  # noqa: F401
from certificates.suspensions import rules as suspensions  # noqa: F401
