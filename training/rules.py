"""One line per subject, so that django-rules finds its permissions."""

from training.assignments import rules as assignments  # noqa: F401
from training.attendance import rules as attendance  # noqa: F401
from training.cohorts import rules as cohorts  # noqa: F401
from training.enquiries import rules as enquiries  # noqa: F401
from training.evaluations import rules as evaluations  # noqa: F401
from training.examinations import rules as examinations  # noqa: F401
from training.materials import rules as materials  # noqa: F401
from training.mentoring import rules as mentoring  # noqa: F401
from training.mentoring.handovers import rules as handovers  # noqa: F401
from training.mentoring.panels import rules as panels  # noqa: F401
from training.mentoring.register import rules as register  # noqa: F401
from training.mentoring.surveys import rules as surveys  # noqa: F401
from training.nominations import lesson_access  # noqa: F401
from training.nominations import rules as nominations  # noqa: F401
from training.obligations import rules as obligations  # noqa: F401
from training.people import rules as people  # noqa: F401
from training.pipeline.targets import rules as targets  # noqa: F401
from training.plans import rules as plans  # noqa: F401
from training.results import rules as results  # noqa: F401
from training.rotation import rules as rotation  # noqa: F401
from training.rotation.benefits import rules as benefits  # noqa: F401
from training.rotation.eligibility import rules as eligibility  # noqa: F401
from training.rotation.waves import rules as waves  # noqa: F401
from training.scheduling import question_access  # noqa: F401
from training.scheduling import rules as scheduling  # noqa: F401
