from django.urls import include, path

urlpatterns = [
    path("verify/", include("certificates.verification.urls")),
]
