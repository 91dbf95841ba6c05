from django.urls import path

from portal.notifications import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("choices/", views.choices, name="choices"),
    path("<int:pk>/", views.follow, name="follow"),
    path("read/", views.read_all, name="read_all"),
]
