"""Quizzes in the trainee's workspace: the front page, the sheet, the answers, the result."""
