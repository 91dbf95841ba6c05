"""Addresses of the planner's desk, under /admin/timetable/."""

from portal.office.timetable.board.urls import urlpatterns as board_urls

urlpatterns = [*board_urls]
