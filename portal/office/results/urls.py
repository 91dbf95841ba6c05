"""Addresses of the results screens, under /admin/."""

from django.urls import path

from portal.office.results import changes, imports, pages

urlpatterns = [
    path("classes/<int:pk>/results/", pages.ClassResults.as_view(), name="class_results"),
    path("classes/<int:pk>/results/sheet.xlsx", pages.ResultsTemplate.as_view(), name="results_template"),
    path("classes/<int:pk>/results/import/", imports.UploadResults.as_view(), name="results_import"),
    path("classes/<int:pk>/assessments/", changes.ChangeAssessments.as_view(), name="class_assessments"),
    path("classes/<int:pk>/board/", pages.ClassBoard.as_view(), name="class_board"),
    path("classes/<int:pk>/board/minutes/", changes.WriteMinutes.as_view(), name="board_minutes"),
    path("classes/<int:pk>/board/conclusions/", changes.ConcludeBoard.as_view(), name="board_conclude"),
    path("classes/<int:pk>/board/close/", changes.CloseMinutes.as_view(), name="board_close"),
    path("classes/<int:pk>/board/reopen/", changes.ReopenMinutes.as_view(), name="board_reopen"),
    path("marks/<int:pk>/amend/", changes.AmendMark.as_view(), name="mark_amend"),
    path("remarks/<int:pk>/", changes.AnswerRemark.as_view(), name="remark"),
    path("results/imports/<int:pk>/", imports.ResultsRunPage.as_view(), name="results_run"),
    path("results/imports/<int:pk>/write/", imports.WriteResults.as_view(), name="results_write"),
    path("results/imports/<int:pk>/cancel/", imports.CancelResults.as_view(), name="results_cancel"),
]
