"""One line per subject, so that Django finds its models."""

from portal.notifications.models import *  # noqa: F403
from portal.pages.models import *  # noqa: F403
from portal.papers.models import *  # noqa: F403
