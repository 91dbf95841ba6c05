"""One line per subject, so that Django finds its models."""

from certificates.blanks.models import *  # noqa: F403
from certificates.designs.models import *  # noqa: F403
from certificates.keys.models import *  # noqa: F403
from certificates.register.models import *  # noqa: F403
from certificates.requests.models import *  # noqa: F403
from certificates.signing.models import *  # noqa: F403
from certificates.suspensions.models import *  # noqa: F403
from certificates.versions.models import *  # noqa: F403
