"""Writing quizzes in the page editor: choosing questions of the bank by their words."""
