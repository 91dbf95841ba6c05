"""The addresses that content itself asks for."""

from django.urls import re_path

from curriculum.questions.views import picture

urlpatterns = [
    re_path(r"^question-pictures/(?P<key>[0-9a-f]{64})$", picture, name="question_picture"),
]
