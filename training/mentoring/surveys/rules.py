"""Who runs a survey, who proposes whom to ask, who reads what came of it."""

import rules

from training.mentoring.rules import can_view_profile
from training.mentoring.surveys.models import Survey, SurveyRespondent
from training.people.rules import is_committee
from training.rotation.capacities import Capacity
from training.rotation.models import Posting
from training.rotation.rules import capacities_of

Side = SurveyRespondent.Side
_SIDES = {Capacity.MENTEE: Side.MENTEE, Capacity.MENTOR: Side.HOST, Capacity.HOST_HEAD: Side.HOST}


def side_of(user, posting: Posting) -> Side | None:
    """For which side the user proposes; None for everybody else."""
    found = capacities_of(user, posting)
    return next((side for capacity, side in _SIDES.items() if capacity in found), None)


@rules.predicate
def can_propose_respondents(user, survey: Survey) -> bool:
    """Both sides, until the links have gone out."""
    if survey is None or survey.status != Survey.Status.PREPARING:
        return False
    posting = survey.form.posting
    return posting.status != Posting.Status.ENDED and side_of(user, posting) is not None


@rules.predicate
def can_view_survey(user, survey: Survey) -> bool:
    """What came of it, once released: whoever reads the profile of competencies."""
    return (
        survey is not None and survey.status == Survey.Status.RELEASED and can_view_profile(user, survey.form.posting)
    )


rules.add_perm("training.run_surveys", is_committee)
rules.add_perm("training.propose_respondents", rules.is_authenticated & can_propose_respondents)
rules.add_perm("training.view_survey", rules.is_authenticated & can_view_survey)
