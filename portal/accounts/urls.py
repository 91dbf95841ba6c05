"""A person's own account and the switches of the frame; sign-in itself is allauth's."""

from django.urls import include, path

from portal.accounts import views

urlpatterns = [
    path("home/", views.after_sign_in, name="home"),
    path("language/", views.switch_language, name="set_language"),
    path("theme/", views.switch_theme, name="set_theme"),
    path("accounts/profile/", views.profile, name="profile"),
    path("accounts/", include("allauth.urls")),
]
