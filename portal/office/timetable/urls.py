"""Addresses of the planner's desk, under /admin/timetable/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.timetable import prints, release, rules
from portal.office.timetable.board.urls import urlpatterns as board_urls

urlpatterns = [
    *board_urls,
    path("timetable/print/", prints.PrintPage.as_view(), name="timetable_print"),
    path("timetable/<int:year>/wall.pdf", prints.WallCalendar.as_view(), name="wall_calendar"),
    *listing_urls(release.ReleaseListing, "timetable/releases/", "releases"),
    path("timetable/releases/<int:pk>/", release.ReleasePage.as_view(), name="release"),
    path("timetable/drafts/<int:pk>/release/", release.ReleaseDraft.as_view(), name="draft_release"),
    path("timetable/drafts/<int:pk>/discard/", release.DiscardDraft.as_view(), name="draft_discard"),
    path("timetable/rules/", rules.RulesPage.as_view(), name="planning_rules"),
    path("timetable/rules/<slug:code>/", rules.ChangeRule.as_view(), name="planning_rule"),
]
