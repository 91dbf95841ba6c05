"""Addresses of the board."""

from django.urls import path

from portal.office.timetable.board import answers, pages

urlpatterns = [
    path("timetable/", pages.Board.as_view(), name="board"),
    path("timetable/<int:year>/rows.json", answers.Rows.as_view(), name="board_rows"),
]
