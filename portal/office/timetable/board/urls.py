"""Addresses of the board."""

from django.urls import path

from portal.office.timetable.board import answers, changes, pages

urlpatterns = [
    path("timetable/", pages.Board.as_view(), name="board"),
    path("timetable/<int:year>/rows.json", answers.Rows.as_view(), name="board_rows"),
    path("timetable/<int:year>/open/", changes.OpenDraft.as_view(), name="board_open"),
    path("timetable/drafts/<int:pk>/edits.json", answers.Edits.as_view(), name="board_edits"),
    path("timetable/drafts/<int:pk>/undo/", answers.Undo.as_view(), name="board_undo"),
    path("timetable/drafts/<int:pk>/redo/", answers.Redo.as_view(), name="board_redo"),
    path("timetable/meetings/<int:pk>/move/", changes.MoveRow.as_view(), name="board_move"),
    path("timetable/meetings/<int:pk>/preview.json", answers.Preview.as_view(), name="board_preview"),
    path("timetable/meetings/<int:pk>/place.json", answers.Place.as_view(), name="board_place"),
    path("timetable/meetings/<int:pk>/lock.json", answers.Lock.as_view(), name="board_lock"),
    path("timetable/meetings/<int:pk>/remove.json", answers.Remove.as_view(), name="board_remove"),
]
