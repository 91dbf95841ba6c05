"""Marks are entered (``marking``), come to an outcome (``outcomes``), are recognised by decision (``recognition``)."""

from training.results.services.marking import correct_mark, enter_marks, record_resit
from training.results.services.outcomes import compute_outcomes
from training.results.services.recognition import recognise_results, submit_results

__all__ = [
    "compute_outcomes",
    "correct_mark",
    "enter_marks",
    "recognise_results",
    "record_resit",
    "submit_results",
]
