"""One line per subject, so that Django finds its models."""

from curriculum.lessons.models import *  # noqa: F403
from curriculum.lessons.word.models import *  # noqa: F403
from curriculum.notes.models import *  # noqa: F403
from curriculum.packages.models import *  # noqa: F403
from curriculum.packages.statements.models import *  # noqa: F403
from curriculum.programmes.models import *  # noqa: F403
from curriculum.progress.models import *  # noqa: F403
from curriculum.questions.imports.models import *  # noqa: F403
from curriculum.questions.models import *  # noqa: F403
from curriculum.quizzes.attempts.models import *  # noqa: F403
from curriculum.quizzes.models import *  # noqa: F403
