"""Addresses of the planner's desk, under /admin/timetable/."""

from django.urls import path

from portal.office.timetable import rules
from portal.office.timetable.board.urls import urlpatterns as board_urls

urlpatterns = [
    *board_urls,
    path("timetable/rules/", rules.RulesPage.as_view(), name="planning_rules"),
    path("timetable/rules/<slug:code>/", rules.ChangeRule.as_view(), name="planning_rule"),
]
