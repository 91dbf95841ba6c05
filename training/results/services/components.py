"""The assessments of one class: copied from its programme, changed with a reason before the first mark."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.vietnamese.text import fold, nfc
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import InvalidInput, WrongState
from training.people.permissions import require
from training.results.models import Assessment, Mark

_CHANGEABLE = (TrainingClass.Status.ENROLLING, TrainingClass.Status.OPEN)
_WHOLE = 100


@dataclass(frozen=True)
class Component:
    """One weighted part as it shall be."""

    name: str
    form: str
    weight_percent: int
    is_graded: bool = True


@transaction.atomic
def change_assessments(
    training_class: TrainingClass, components: Sequence[Component], *, reason: str, by
) -> list[Assessment]:
    """Give the class these assessments in place of those of its programme.

    Raises ``NotAllowed``; ``WrongState`` before the class is announced (announcing copies the programme once more) or
    once a mark is given; ``InvalidInput`` without a reason, or where names repeat or weights do not add up to 100.
    """
    require(by, "training.change_class", training_class)
    held = lock_class(training_class)
    parts = [Component(nfc(part.name), part.form, part.weight_percent, part.is_graded) for part in components]
    before = list(held.assessments.all())
    if [_component_of(part) for part in before] == parts:
        return before
    expect_changeable(held)
    _expect_sound(parts, nfc(reason))
    held.assessments.all().delete()
    made = [Assessment(training_class=held, order=order, **asdict(part)) for order, part in enumerate(parts, start=1)]
    Assessment.objects.bulk_create(made)
    data = {
        "before": [asdict(_component_of(part)) for part in before],
        "after": [asdict(part) for part in parts],
        "reason": nfc(reason),
    }
    log(held, "training.assessment.change", user=by, data=data)
    return made


def expect_changeable(training_class: TrainingClass) -> None:
    """Raise ``WrongState`` unless the class is announced, not over, and without a mark."""
    if training_class.status not in _CHANGEABLE:
        raise WrongState(
            _("The assessments of class %(code)s can be changed from its announcement until its results are submitted.")
            % {"code": training_class.code}
        )
    if Mark.objects.filter(assessment__training_class=training_class).exists():
        raise WrongState(_("A mark is given already; the assessments and their weights stay as they are."))


def _component_of(part: Assessment) -> Component:
    return Component(part.name, part.form, part.weight_percent, part.is_graded)


def _expect_sound(parts: list[Component], reason: str) -> None:
    if not reason:
        raise InvalidInput(_("Say why this class is assessed otherwise than its programme. Nothing was changed."))
    if not parts or not all(part.name for part in parts):
        raise InvalidInput(_("Each assessment needs a name. Nothing was changed."))
    if len({fold(part.name) for part in parts}) < len(parts):
        raise InvalidInput(_("Two assessments have the same name. Nothing was changed."))
    total = sum(part.weight_percent for part in parts)
    if total != _WHOLE:
        raise InvalidInput(
            _("The weights add up to %(total)s %%, not to 100 %%. Nothing was changed.") % {"total": total}
        )
    if any(part.is_graded for part in parts) and not sum(part.weight_percent for part in parts if part.is_graded):
        raise InvalidInput(_("What is marked by number needs a weight. Nothing was changed."))
