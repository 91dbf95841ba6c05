from django.urls import path, re_path

from portal.organisation import views

app_name = "organisation"
urlpatterns = [
    path("", views.unit_map, name="map"),
    path("<int:pk>/", views.unit_history, name="unit"),
    re_path(r"^export\.(?P<kind>csv|xlsx)$", views.export, name="export"),
]
