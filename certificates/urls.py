from django.urls import include, path

from certificates.register import views
from certificates.rendering.views import press

certificates = (
    [
        path("<int:pk>/document.pdf", views.document, name="document"),
        path("press/<path:name>", press, name="press"),
    ],
    "certificates",
)

urlpatterns = [
    path("", include("certificates.credentials.urls")),
    path("verify/", include("certificates.verification.urls")),
    path("certificates/", include(certificates)),
]
