"""The portal's addresses and the baseline E: full middleware, signed in, the base template, no content."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from config.urls import urlpatterns as portal_urlpatterns

EMPTY = "bench/empty/"


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [path(EMPTY, empty), *portal_urlpatterns]
