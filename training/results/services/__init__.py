"""Marks are entered (``marking``) in the assessments of the class (``components``); ``outcomes`` follow from them.

A board concludes on them (``boards``), a decision recognises them (``recognition``); afterwards only a further decision
changes them (``amendments``). A learner may ask that a mark be looked at again (``remarks``).
"""

from training.results.services.amendments import amend_results
from training.results.services.boards import Sitting, close_minutes, conclude, draw_up_minutes, reopen_minutes
from training.results.services.components import Component, change_assessments
from training.results.services.marking import (
    comment_on_mark,
    correct_mark,
    enter_good_marks,
    enter_marks,
    record_resit,
)
from training.results.services.outcomes import compute_outcomes
from training.results.services.recognition import recognise_results, submit_results
from training.results.services.remarks import answer_remark, ask_for_remark
from training.results.services.resits import record_resits

__all__ = [
    "Component",
    "Sitting",
    "amend_results",
    "answer_remark",
    "ask_for_remark",
    "change_assessments",
    "close_minutes",
    "comment_on_mark",
    "compute_outcomes",
    "conclude",
    "correct_mark",
    "draw_up_minutes",
    "enter_good_marks",
    "enter_marks",
    "recognise_results",
    "record_resit",
    "record_resits",
    "reopen_minutes",
    "submit_results",
]
