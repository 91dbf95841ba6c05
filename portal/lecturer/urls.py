from django.urls import path

from portal.lecturer import board, statements, views

app_name = "lecturer"
urlpatterns = [
    path("", views.home, name="home"),
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/<int:pk>/", views.meeting, name="meeting"),
    path("meetings/<int:pk>/sheet/", views.sign_in_sheet, name="sign_in_sheet"),
    path("calendar/", views.calendar, name="calendar"),
    path("meetings/<int:pk>/qr/", board.board, name="board"),
    path("meetings/<int:pk>/qr/codes/", board.codes, name="codes"),
    path("meetings/<int:pk>/qr/state/", board.state, name="check_in_state"),
    path("meetings/<int:pk>/confirm/", board.confirm, name="confirm"),
    path("meetings/<int:pk>/accept/", board.accept, name="accept"),
    path("classes/", views.classes, name="classes"),
    path("classes/<int:pk>/", views.register, name="register"),
    path("classes/<int:pk>/marks/", views.marks, name="marks"),
    path("remarks/<int:pk>/", views.remark, name="remark"),
    path("load/", statements.load, name="load"),
    path("load/<str:period>.<str:extension>", statements.statement_file, name="statement"),
    path("marks/<int:pk>/", views.change_mark, name="change_mark"),
]
