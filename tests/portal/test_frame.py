"""The frame: who is offered which workspace, where one lands, what failures say."""

import pytest

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied

from portal.access import Requires, requires
from portal.compression import CompressedPages
from portal.context import workspaces_of
from portal.errors import server_error

LANDS_IN = {
    "trainee": "/learn/",
    "mentor": "/mentor/",
    "host_head": "/mentor/",
    "lecturer": "/teach/",
    "unit_officer": "/unit/",
    "training_office": "/admin/",
    "registrar": "/admin/",
    "auditor": "/admin/",
    "stranger": "/learn/",
}


@pytest.mark.parametrize(("member", "path"), LANDS_IN.items())
def test_after_sign_in_each_lands_in_the_workspace_that_fits(client, cast, member, path):
    client.force_login(cast[member])
    assert client.get("/home/").url == path


def test_home_sends_visitors_to_sign_in(client, db):
    assert client.get("/home/").url == "/accounts/login/?next=/home/"


def test_visitors_are_offered_no_workspace(cast):
    assert workspaces_of(cast.visitor) == []


def test_trainees_are_offered_only_learning(cast):
    assert [place.path for place in workspaces_of(cast.trainee)] == ["/learn/"]


def test_an_administrator_is_led_to_the_office_and_to_no_empty_workspace(cast):
    assert [place.path for place in workspaces_of(cast.administrator)] == ["/admin/", "/learn/"]


def test_the_frame_costs_at_most_six_queries(client, cast, django_assert_max_num_queries):
    client.force_login(cast.mentor)
    with django_assert_max_num_queries(8):  # session, user, roles, lecturer, mentorship, notices and the page's own
        client.get("/accounts/profile/")


def test_not_found_says_what_was_kept(client, db):
    answer = client.get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    assert b'class="oops"' in answer.content


def test_a_stale_form_is_explained(cast):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert b'class="oops"' in answer.content


@pytest.mark.parametrize(("error", "status"), [(OperationalError("database is locked"), 503), (KeyError("x"), 500)])
def test_failures_are_told_apart_and_ask_no_database(error, status):
    with pytest.raises(type(error)) as caught:
        raise error
    try:
        raise caught.value
    except type(error):
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == status
    assert b'class="oops"' in answer.content
    assert ("Retry-After" in answer.headers) == (status == 503)


@requires("portal.use_office")
def office_page(request):
    return HttpResponse("ok")


class Denied(Requires):
    permission = "portal.use_office"


def asked_by(user, **headers):
    request = RequestFactory().get("/somewhere/", **headers)
    request.user, request.htmx = user, None
    return request


def test_requires_lets_the_holder_in(cast):
    assert office_page(asked_by(cast.training_office)).status_code == 200


def test_requires_sends_visitors_to_sign_in_and_back(cast):
    assert office_page(asked_by(cast.visitor)).url == "/accounts/login/?next=/somewhere/"
    assert Denied().dispatch(asked_by(cast.visitor)).url == "/accounts/login/?next=/somewhere/"


def test_requires_tells_others_nothing_is_there(cast):
    with pytest.raises(Http404):
        office_page(asked_by(cast.trainee))
    with pytest.raises(Http404):
        Denied().dispatch(asked_by(cast.trainee))


def test_forbidden_has_its_page(client, cast, settings):
    request = asked_by(cast.trainee)
    assert b'class="oops"' in permission_denied(request, PermissionDenied()).content


def test_words_leave_compressed_and_nothing_else_does(rf):
    def answer(kind, body):
        request = rf.get("/", headers={"accept-encoding": "gzip"})
        return CompressedPages(lambda _request: HttpResponse(body, content_type=kind))(request)

    assert answer("text/html; charset=utf-8", b"a" * 5000)["Content-Encoding"] == "gzip"
    assert not answer("application/pdf", b"a" * 5000).has_header("Content-Encoding")
    assert not answer("text/html", b"short").has_header("Content-Encoding")
