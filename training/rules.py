"""One line per subject, so that django-rules finds its permissions."""

from training.people import rules as people  # noqa: F401
