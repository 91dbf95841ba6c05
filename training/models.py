"""One line per subject, so that Django finds its models."""

from training.people.models import *  # noqa: F403
from training.units.models import *  # noqa: F403
