from django.urls import path

from portal.lecturer import statements, views

app_name = "lecturer"
urlpatterns = [
    path("", views.home, name="home"),
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/<int:pk>/", views.meeting, name="meeting"),
    path("meetings/<int:pk>/sheet/", views.sign_in_sheet, name="sign_in_sheet"),
    path("calendar/", views.calendar, name="calendar"),
    path("classes/", views.classes, name="classes"),
    path("classes/<int:pk>/", views.register, name="register"),
    path("classes/<int:pk>/marks/", views.marks, name="marks"),
    path("remarks/<int:pk>/", views.remark, name="remark"),
    path("load/", statements.load, name="load"),
    path("load/<str:period>.<str:extension>", statements.statement_file, name="statement"),
    path("marks/<int:pk>/", views.change_mark, name="change_mark"),
]
