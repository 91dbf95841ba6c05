"""The store of statements: xAPI as far as H5P and cmi5 need it, the actor always ours."""

import json
from base64 import b64encode
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from curriculum.errors import CurriculumError
from curriculum.models import LaunchSession, PackageRegistration, Statement
from curriculum.packages.services.uploads import take_in
from curriculum.packages.statements import vocabulary as words
from curriculum.packages.statements.reading import MalformedStatement
from curriculum.packages.statements.services import ConflictingStatement, actor_of, keep_statements, waive
from tests.curriculum.packages.samples import cmi5, h5p, needs_samples, sample, zipped
from tests.factories.curriculum import ModulePageFactory, PackagePageFactory
from tests.factories.training import EnrolmentFactory, TrainingClassFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(cast):
    running = TrainingClassFactory(status="open")
    EnrolmentFactory(training_class=running, person=cast.trainee.person)
    module = ModulePageFactory(parent=running.programme)
    return lambda file: PackagePageFactory(parent=module, package=take_in(file, name="goi.zip", by=None))


@needs_samples
@pytest.mark.parametrize(
    ("name", "verbs", "score"),
    [("multiple-choice-2-6", ["attempted", "interacted", "answered"], 1), ("guess-the-answer", ["attempted"], None)],
)
def test_recorded_statements_of_h5p_are_kept_under_the_person_who_is_signed_in(offer, cast, name, verbs, score):
    page = offer(h5p())
    item = page.package.items.select_related("package").get()
    sent = json.loads(sample(f"xapi/{name}.h5p.statements.json").read_text())
    kept = keep_statements(page, item, sent, by=cast.trainee)
    assert [one.verb.rpartition("/")[2] for one in kept] == verbs
    for one in kept:
        assert one.body["actor"] == actor_of(cast.trainee) != sent[0]["actor"]
        assert one.body["actor"]["account"]["homePage"]
    assert item.states.get().score == score


def test_a_statement_is_kept_once_and_its_id_belongs_to_it(offer, cast):
    page = offer(h5p())
    item = page.package.items.select_related("package").get()
    said = {"id": str(uuid4()), "verb": {"id": words.ANSWERED}, "object": {"id": "http://localhost"}}
    for _time in range(2):
        keep_statements(page, item, [said | {"actor": {"mbox": "mailto:ai@do.vn"}}], by=cast.trainee)
    assert Statement.objects.count() == 1
    with pytest.raises(ConflictingStatement):
        keep_statements(page, item, [said | {"result": {"success": True}}], by=cast.trainee)
    with pytest.raises(ConflictingStatement):
        keep_statements(page, item, [said], by=cast.chairman)


@pytest.mark.parametrize(
    "wrong",
    [
        {"verb": {"id": "answered"}},
        {"object": {"objectType": "Agent", "id": "http://a"}},
        {"object": {"id": "không phải IRI"}},
        {"id": "1"},
        {"timestamp": "2026-11-26T08:00:00"},
        {"result": {"score": {"scaled": 2}}},
        {"result": {"score": {"raw": 5, "max": 1}}},
        {"result": {"success": "yes"}},
        {"result": {"duration": "2.3"}},
        {"context": {"contextActivities": {"whatever": []}}},
        {"attachments": []},
    ],
)
def test_what_is_no_statement_is_refused(offer, cast, wrong):
    page = offer(h5p())
    item = page.package.items.select_related("package").get()
    said = {"verb": {"id": words.ANSWERED}, "object": {"id": "http://localhost"}}
    with pytest.raises(MalformedStatement):
        keep_statements(page, item, [said, said | wrong], by=cast.trainee)
    assert not Statement.objects.exists()


class Unit:
    """A unit of cmi5 as the server sees it: launched, with its token, speaking xAPI."""

    def __init__(self, client, page) -> None:
        self.client = client
        item = page.package.items.get()
        answer = client.post(f"/learn/packages/{page.pk}/parts/{item.pk}/launch/").json()
        parts = urlsplit(answer["address"])
        self.host = parts.netloc
        self.told = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.base = urlsplit(self.told["endpoint"]).path
        self.session = str(LaunchSession.objects.latest("pk").key)
        self.token = ""

    def fetch(self) -> dict:
        return self.client.post(urlsplit(self.told["fetch"]).path, headers={"host": self.host}).json()

    def ask(self, method: str, resource: str, body=None, *, token=None, **headers):
        kind = {"content_type": "application/json"} if body is not None else {}
        said = {
            "host": self.host,
            "authorization": f"Basic {token or self.token}",
            "x-experience-api-version": "1.0.3",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) or body is None else json.dumps(body)
        ask = getattr(self.client, method)
        return ask(self.base + resource, *([content] if content is not None else []), headers=said, **kind)

    def say(
        self, verb: str, *, category=(words.CMI5,), extensions=None, registration=None, target=None, **result
    ) -> int:
        body = {
            "id": str(uuid4()),
            "actor": {"mbox": "mailto:nguoi@khac.vn"},
            "verb": {"id": verb},
            "object": {"id": target or self.told["activityId"]},
            "context": {
                "registration": registration or self.told["registration"],
                "contextActivities": {"category": [{"id": one} for one in category]},
                "extensions": {words.SESSION: self.session} if extensions is None else extensions,
            },
        }
        if result:
            body["result"] = result
        return self.ask("post", "statements", body).status_code


@pytest.fixture
def unit(offer, client, cast):
    client.force_login(cast.trainee, backend="django.contrib.auth.backends.ModelBackend")
    structure = cmi5(attributes='moveOn="CompletedAndPassed" masteryScore="0.8"')
    unit = Unit(client, offer(zipped({"cmi5.xml": structure, "index.html": ""})))
    unit.token = unit.fetch()["auth-token"]
    return unit


def test_the_token_is_fetched_once_and_opens_nothing_else(unit, client, offer):
    assert set(unit.told) == {"endpoint", "fetch", "actor", "registration", "activityId"}
    assert unit.fetch()["error-code"] == "1"
    assert unit.ask("get", "statements").status_code == 200
    for token in (b64encode(b"a:b").decode(), "x", unit.token[:-4]):
        assert unit.ask("get", "statements", token=token).status_code == 401
    assert unit.ask("get", "statements", x_experience_api_version="0.9").status_code == 400
    other = Unit(client, offer(zipped({"cmi5.xml": cmi5(), "index.html": ""})))
    assert other.ask("get", "statements", token=unit.token).status_code == 401
    assert client.get(unit.base + "statements").status_code == 404  # the portal's own host has no such address


def test_a_session_goes_from_launched_to_satisfied(unit, cast):
    data = unit.ask("get", f"activities/state?stateId=LMS.LaunchData&activityId={unit.told['activityId']}").json()
    assert (data["launchMode"], data["moveOn"], data["masteryScore"]) == ("Normal", "CompletedAndPassed", 0.8)
    assert data["contextTemplate"]["extensions"][words.SESSION] == unit.session
    assert unit.say(words.INITIALIZED) == 200
    assert unit.say(words.COMPLETED, completion=True) == 200
    registration = PackageRegistration.objects.get()
    assert registration.completed_at is None
    assert unit.say(words.PASSED, success=True, score={"scaled": 0.85}) == 200
    assert unit.say(words.TERMINATED, duration="PT5S") == 200
    registration.refresh_from_db()
    assert (registration.completed_at is not None, float(registration.best_score)) == (True, 0.85)
    verbs = [one.verb.rpartition("/")[2] for one in Statement.objects.all()]
    assert verbs == ["launched", "initialized", "completed", "passed", "satisfied", "terminated"]
    assert all(one.body["actor"] == actor_of(cast.trainee) for one in Statement.objects.all())
    assert unit.say(words.COMPLETED, completion=True) == 403  # after the end


def test_what_cmi5_forbids_is_refused(unit):
    assert unit.say(words.COMPLETED, completion=True) == 403  # before initialized
    assert unit.say("http://adlnet.gov/expapi/verbs/experienced", category=()) == 403
    assert unit.say(words.INITIALIZED, registration=str(uuid4())) == 403
    assert unit.say(words.INITIALIZED, extensions={words.SESSION: str(uuid4())}) == 403
    assert unit.say(words.INITIALIZED, target="https://hoc.vn/khac") == 403
    assert unit.say(words.INITIALIZED) == 200
    assert unit.say(words.INITIALIZED) == 403
    for verb in (words.LAUNCHED, words.SATISFIED, words.WAIVED, words.VOIDED):
        assert unit.say(verb) == 403
    assert unit.say(words.PASSED, success=True, score={"scaled": 0.5}) == 403  # below the mastery score
    assert unit.say(words.FAILED, success=False, score={"scaled": 0.9}) == 403
    assert unit.say(words.PASSED, success=False) == 403
    assert unit.say(words.FAILED, success=False, score={"scaled": 0.5}) == 200
    assert unit.say(words.PASSED, success=True, score={"scaled": 0.9}) == 403  # once a session
    assert unit.say("http://adlnet.gov/expapi/verbs/experienced", category=(), target="https://hoc.vn/trang-2") == 200
    assert unit.ask("post", "statements", b"{").status_code == 400
    assert unit.ask("put", "statements?statementId=x", {"id": "y"}).status_code == 400


def test_documents_are_kept_and_never_overwritten_unseen(unit):
    place = f"activities/state?stateId=bookmark&activityId={unit.told['activityId']}"
    assert unit.ask("get", place).status_code == 404
    assert unit.ask("put", place, {"page": 1}).status_code == 204
    first = unit.ask("get", place)
    assert first.json() == {"page": 1}
    assert unit.ask("post", place, {"seen": [1]}, if_match=first["ETag"]).status_code == 204
    assert unit.ask("get", place).json() == {"page": 1, "seen": [1]}
    assert unit.ask("put", place, {"page": 9}, if_match=first["ETag"]).status_code == 412
    assert unit.ask("put", place, {"page": 9}, if_none_match="*").status_code == 412
    listed = unit.ask("get", f"activities/state?activityId={unit.told['activityId']}")
    assert listed.json() == ["bookmark"]
    assert unit.ask("delete", place).status_code == 204
    own = "agents/profile?profileId=cmi5LearnerPreferences"
    assert unit.ask("get", own).json()["languagePreference"].startswith("vi")
    assert unit.ask("put", own, {"audioPreference": "off"}).status_code == 204
    assert unit.ask("put", own, {"audioPreference": "on"}).status_code == 409
    launch = place.replace("bookmark", "LMS.LaunchData")
    assert unit.ask("put", launch, {}).status_code == 403


def test_a_second_launch_abandons_the_first_and_the_office_may_waive(unit, client, cast):
    page = PackageRegistration.objects.get().page
    unit.say(words.INITIALIZED)
    again = Unit(client, page)
    assert LaunchSession.objects.filter(abandoned_at__isnull=False).count() == 1
    assert Statement.objects.filter(verb=words.ABANDONED).exists()
    assert again.told["registration"] == unit.told["registration"]
    item = page.package.items.select_related("package").get()
    with pytest.raises(CurriculumError):
        waive(page, item, cast.trainee, reason="Đã học", by=cast.trainee)
    for _time in range(2):
        waive(page, item, cast.trainee, reason="Đã học ở lớp khác", by=cast.training_office)
    assert Statement.objects.filter(verb__in=(words.WAIVED, words.SATISFIED)).count() == 2
    assert PackageRegistration.objects.get().completed_at
