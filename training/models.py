"""One line per subject, so that Django finds its models."""

from training.access.models import *  # noqa: F403
from training.assignments.models import *  # noqa: F403
from training.attendance.models import *  # noqa: F403
from training.attendance.sheets.models import *  # noqa: F403
from training.cohorts.models import *  # noqa: F403
from training.enquiries.models import *  # noqa: F403
from training.evaluations.models import *  # noqa: F403
from training.examinations.models import *  # noqa: F403
from training.materials.models import *  # noqa: F403
from training.mentoring.competencies.models import *  # noqa: F403
from training.mentoring.flags.models import *  # noqa: F403
from training.mentoring.models import *  # noqa: F403
from training.nominations.models import *  # noqa: F403
from training.obligations.models import *  # noqa: F403
from training.people.models import *  # noqa: F403
from training.plans.models import *  # noqa: F403
from training.regulations.models import *  # noqa: F403
from training.results.models import *  # noqa: F403
from training.rotation.models import *  # noqa: F403
from training.scheduling.drafts.models import *  # noqa: F403
from training.scheduling.make_ups.models import *  # noqa: F403
from training.scheduling.models import *  # noqa: F403
from training.scheduling.planning.models import *  # noqa: F403
from training.scheduling.travel.models import *  # noqa: F403
from training.spreadsheets.models import *  # noqa: F403
from training.units.models import *  # noqa: F403
