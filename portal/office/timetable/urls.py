"""Addresses of the planner's desk, under /admin/timetable/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.timetable import places, prints, release, rules, runs
from portal.office.timetable.board.urls import urlpatterns as board_urls

urlpatterns = [
    *board_urls,
    path("timetable/meetings/<int:pk>/places/", places.FindPlace.as_view(), name="find_place"),
    path("timetable/print/", prints.PrintPage.as_view(), name="timetable_print"),
    path("timetable/<int:year>/wall.pdf", prints.WallCalendar.as_view(), name="wall_calendar"),
    *listing_urls(release.ReleaseListing, "timetable/releases/", "releases"),
    path("timetable/releases/<int:pk>/", release.ReleasePage.as_view(), name="release"),
    path("timetable/drafts/<int:pk>/release/", release.ReleaseDraft.as_view(), name="draft_release"),
    path("timetable/drafts/<int:pk>/discard/", release.DiscardDraft.as_view(), name="draft_discard"),
    *listing_urls(runs.RunListing, "timetable/runs/", "plan_runs"),
    path("timetable/runs/<int:pk>/", runs.RunPage.as_view(), name="plan_run"),
    path("timetable/runs/<int:pk>/stop/", runs.StopRun.as_view(), name="plan_run_stop"),
    path("timetable/runs/<int:pk>/accept/", runs.AcceptRun.as_view(), name="plan_run_accept"),
    path("timetable/drafts/<int:pk>/plan/", runs.StartRun.as_view(), name="plan_run_start"),
    path("timetable/drafts/<int:pk>/anew/", runs.PlanAnew.as_view(), name="plan_anew"),
    path("timetable/rules/", rules.RulesPage.as_view(), name="planning_rules"),
    path("timetable/rules/<slug:code>/", rules.ChangeRule.as_view(), name="planning_rule"),
]
