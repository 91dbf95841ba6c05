"""Sending people to study: the unit proposes (``submitting``, ``replacing``), the training office reviews
(``reviewing``) or, in one stage, decides (``deciding``), the leadership approves (``approving``); ``waiting`` calls up.
"""

from training.nominations.eligibility import explain_eligibility, explain_for_people
from training.nominations.services.approving import approve_list, send_back_list, take_back_list
from training.nominations.services.deciding import (
    accept_nomination,
    put_on_waiting_list,
    reject_nomination,
    return_nomination,
)
from training.nominations.services.quotas import set_quotas
from training.nominations.services.replacing import replace_nominee, replace_until
from training.nominations.services.reviewing import review_nominations, submit_list
from training.nominations.services.submitting import nominate, order_nominations, withdraw_nomination
from training.nominations.services.waiting import promote_from_waiting_list

__all__ = [
    "accept_nomination",
    "approve_list",
    "explain_eligibility",
    "explain_for_people",
    "nominate",
    "order_nominations",
    "promote_from_waiting_list",
    "put_on_waiting_list",
    "reject_nomination",
    "replace_nominee",
    "replace_until",
    "return_nomination",
    "review_nominations",
    "send_back_list",
    "set_quotas",
    "submit_list",
    "take_back_list",
    "withdraw_nomination",
]
