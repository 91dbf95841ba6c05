from django.urls import path

from certificates.verification import views

app_name = "verification"
urlpatterns = [
    path("", views.start, name="start"),
    path("document/", views.document, name="document"),
    path("<str:code>.json", views.answer_json, name="answer_json"),
    path("<str:code>/", views.answer, name="answer"),
]
