from django.urls import path

from portal.lecturer import availability, board, invitations, leave, make_ups, sheets, statements, views

app_name = "lecturer"
urlpatterns = [
    path("", views.home, name="home"),
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/<int:pk>/", views.meeting, name="meeting"),
    path("availability/", availability.availability, name="availability"),
    path("availability/<int:pk>/unmark/", availability.unmark, name="availability_unmark"),
    path("invitations/", invitations.answer, name="invitations_answer"),
    path("invitations/link/<str:token>/", invitations.by_link, name="invitation_link"),
    path("calendar/", views.calendar, name="calendar"),
    path("meetings/<int:pk>/qr/", board.board, name="board"),
    path("meetings/<int:pk>/qr/codes/", board.codes, name="codes"),
    path("meetings/<int:pk>/qr/state/", board.state, name="check_in_state"),
    path("meetings/<int:pk>/confirm/", board.confirm, name="confirm"),
    path("meetings/<int:pk>/accept/", board.accept, name="accept"),
    path("meetings/<int:pk>/sheet/", sheets.sign_in_sheet, name="sign_in_sheet"),
    path("meetings/<int:pk>/sheet/read/", sheets.read, name="sheet_read"),
    path("meetings/<int:pk>/sheet/confirm/", sheets.confirm, name="sheet_confirm"),
    path("meetings/<int:pk>/sheet/discard/", sheets.discard, name="sheet_discard"),
    path("meetings/<int:pk>/sheet/rows/<int:reading>/<int:row>.jpg", sheets.row_picture, name="sheet_row"),
    path("leave/", leave.requests, name="leave"),
    path("leave/<int:pk>/", leave.decide, name="leave_decide"),
    path("make-ups/<int:enrolment>/<int:missed>/", make_ups.make_up, name="make_up"),
    path("classes/", views.classes, name="classes"),
    path("classes/<int:pk>/", views.register, name="register"),
    path("classes/<int:pk>/marks/", views.marks, name="marks"),
    path("remarks/<int:pk>/", views.remark, name="remark"),
    path("load/", statements.load, name="load"),
    path("load/<str:period>.<str:extension>", statements.statement_file, name="statement"),
    path("marks/<int:pk>/", views.change_mark, name="change_mark"),
]
