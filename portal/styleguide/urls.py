from django.urls import path

from portal.styleguide import views

app_name = "styleguide"
urlpatterns = [path("", views.gallery, name="gallery")]
