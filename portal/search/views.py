"""The page of the search. Open to everybody; a visitor finds what is public."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal.search.queries import Search
from portal.search.words import Words


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    found = Search(request, Words.of(request.GET.get("q", "")), request.GET.get("kind", ""))
    return render(request, "portal/search/results.html", {"search": found, "words": found.words})
