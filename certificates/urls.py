from django.urls import include, path

from certificates.register import views

certificates = ([path("<int:pk>/document.pdf", views.document, name="document")], "certificates")

urlpatterns = [
    path("", include("certificates.credentials.urls")),
    path("verify/", include("certificates.verification.urls")),
    path("certificates/", include(certificates)),
]
