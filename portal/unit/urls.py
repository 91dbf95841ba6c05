from django.urls import path

from portal.unit import views

app_name = "unit"
urlpatterns = [
    path("", views.home, name="home"),
    path("choose/", views.choose, name="choose"),
    path("calendar/", views.calendar, name="calendar"),
    path("people/", views.people, name="people"),
    path("classes/", views.classes, name="classes"),
    path("classes/<int:pk>/", views.training_class, name="class"),
    path("classes/<int:pk>/send/", views.send, name="send"),
    path("nominations/<int:pk>/move/", views.move, name="move"),
    path("nominations/<int:pk>/resubmit/", views.resubmit, name="resubmit"),
    path("nominations/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
