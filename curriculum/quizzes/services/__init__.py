"""What changes attempts, answers and their marks."""

from curriculum.quizzes.services.answering import Change, Saved, save_answers
from curriculum.quizzes.services.finishing import close_if_over, close_overdue_attempts, submit_attempt
from curriculum.quizzes.services.marking import decide_late_answer, mark_question, regrade_question
from curriculum.quizzes.services.starting import Terms, change_end, start_attempt
from curriculum.quizzes.services.thinning import thin_histories

__all__ = [
    "Change",
    "Saved",
    "Terms",
    "change_end",
    "close_if_over",
    "close_overdue_attempts",
    "decide_late_answer",
    "mark_question",
    "regrade_question",
    "save_answers",
    "start_attempt",
    "submit_attempt",
    "thin_histories",
]
