from django.urls import path

from portal.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.my_calendar, name="mine"),
    path("open/", views.open_mine, name="open"),
    path("renew/", views.renew, name="renew"),
    path("stop/", views.stop, name="stop"),
    path("<str:token>.ics", views.feed, name="feed"),
]
