"""One line per subject, so that Django finds its models."""

from portal.calendar.models import *  # noqa: F403
from portal.notifications.models import *  # noqa: F403
from portal.offline.models import *  # noqa: F403
from portal.pages.models import *  # noqa: F403
from portal.papers.models import *  # noqa: F403
from portal.records.models import *  # noqa: F403
from portal.search.models import *  # noqa: F403
