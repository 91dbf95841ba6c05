"""Sending people to study: the unit proposes (``submitting``), the training office decides (``deciding``)."""

from training.nominations.eligibility import explain_eligibility, explain_for_people
from training.nominations.services.deciding import (
    accept_nomination,
    promote_from_waiting_list,
    put_on_waiting_list,
    reject_nomination,
    return_nomination,
)
from training.nominations.services.quotas import set_quotas
from training.nominations.services.submitting import nominate, order_nominations, withdraw_nomination

__all__ = [
    "accept_nomination",
    "explain_eligibility",
    "explain_for_people",
    "nominate",
    "order_nominations",
    "promote_from_waiting_list",
    "put_on_waiting_list",
    "reject_nomination",
    "return_nomination",
    "set_quotas",
    "withdraw_nomination",
]
