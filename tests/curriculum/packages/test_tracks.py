"""A person's track through a sequenced package: kept between visits and devices, and into results as a whole."""

from decimal import Decimal
from uuid import uuid4

import pytest

from django.utils import translation

from curriculum.clock.time import now
from curriculum.models import PackageItemState, PackageRegistration
from curriculum.packages.guide import Guide
from curriculum.packages.queries import Contents
from curriculum.packages.runtime import runtime_to_start
from curriculum.packages.sequencing.process import Request
from curriculum.packages.services.moving import enter, move, request_of
from curriculum.packages.services.states import Report, record_report
from curriculum.packages.services.uploads import take_in
from portal.offline.operations import Operation
from portal.offline.services import take_in as take_operations
from tests.curriculum.packages.samples import manifest, zipped
from tests.curriculum.packages.sequenced import (
    drawn_test,
    forced,
    part,
    reads,
    retried,
    rule,
    rules,
    writes,
    written,
)
from tests.factories.curriculum import ModulePageFactory, PackagePageFactory
from tests.factories.training import EnrolmentFactory, TrainingClassFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PASSED = {"completion_status": "completed", "success_status": "passed", "score": {"scaled": "0.8"}}
FAILED = {"completion_status": "completed", "success_status": "failed", "score": {"scaled": "0.2"}}


@pytest.fixture
def offer(cast):
    running = TrainingClassFactory(status="open")
    EnrolmentFactory(training_class=running, person=cast.trainee.person)
    module = ModulePageFactory(parent=running.programme)

    def offered(text: str, **page):
        file = zipped({"imsmanifest.xml": text, "index.html": ""})
        return PackagePageFactory(parent=module, package=take_in(file, name="goi.zip", by=None), **page)

    return offered


class Way:
    """A learner's way, every report through the outbox."""

    def __init__(self, page, user) -> None:
        self.page, self.user = page, user
        self.enter()

    def enter(self) -> str:
        contents = Contents(self.page, self.user)
        self.guide = Guide(enter(contents), contents)
        return self.at

    @property
    def at(self) -> str:
        return self.guide.track.item.identifier if self.guide.track.item else ""

    def ends(self, request: str = "", *, key: str = "", **runtime) -> str:
        item = self.page.package.items.get(identifier=key or self.at)
        body = {"page": self.page.pk, "item": item.pk, "session": str(uuid4()), "number": 1, "ended": True}
        operation = Operation(uuid4(), "package_state", now(), body | {"runtime": runtime, "request": request}, now())
        for _twice in range(2):
            (result,) = take_operations([operation], by=self.user)
            assert result.state in ("accepted", "duplicate"), result
        return self.enter()

    def moves(self, name: str, target: str = "") -> str:
        move(self.page, Request(name, target), by=self.user)
        return self.enter()


def test_reports_open_parts_and_the_whole_becomes_the_result(offer, cast):
    page = offer(forced(), completion="passed")
    way = Way(page, cast.trainee)
    assert (way.at, way.guide.is_running) == ("a", True)
    with translation.override("en"):
        assert [one.locked for one in way.guide.parts] == ["", "First finish: “Bài a”.", "First finish: “Bài b”."]
    assert way.moves("choice", "b") == "a"  # not granted
    assert way.ends(**FAILED) == "a"
    assert (way.guide.is_running, way.guide.ahead.continues) == (False, False)
    assert way.moves("retry") == "a"
    assert way.guide.is_running
    assert PackageItemState.objects.get().runtime == {}  # a new attempt
    assert way.ends("continue", **PASSED) == "b"
    assert way.ends("{target=c}choice", **PASSED) == "c"
    registration = PackageRegistration.objects.get()
    assert (registration.completed_at, registration.best_score) == (None, Decimal("0.5333"))
    assert way.ends("exitAll", **PASSED) == ""
    registration.refresh_from_db()
    assert registration.completed_at
    assert registration.best_score == Decimal("0.8")
    assert way.guide.is_over
    assert way.moves("start") == "a"
    way.ends(**FAILED)
    registration.refresh_from_db()
    assert (registration.completed_at is not None, registration.best_score) == (True, Decimal("0.8"))  # never back
    assert PackageItemState.objects.get(item__identifier="a").passed_at


def test_a_test_leads_back_and_late_reports_of_an_older_attempt_change_nothing(offer, cast):
    way = Way(offer(retried()), cast.trainee)
    late = Report(uuid4(), 1, now(), PASSED, ended=True, request="exitAll")
    assert way.ends("continue") == "test"
    assert way.ends("continue", **FAILED) == "text"
    assert way.ends("continue") == "test"
    record_report(way.page, way.guide.track.item, late, by=cast.trainee)
    way.enter()
    assert way.at == "test"
    assert way.guide.track.tree.satisfied(way.guide.track.tree.current) is None
    state = PackageItemState.objects.get(item__identifier="test")
    assert (state.success, state.passed_at is not None) == ("unknown", True)  # what was reached stays reached
    assert way.ends("continue", **PASSED) == "end"


def test_what_is_suspended_is_found_again_with_what_it_kept(offer, cast):
    way = Way(offer(forced()), cast.trainee)
    way.ends("suspendAll", exit="suspend", location="7", completion_status="incomplete")
    assert (way.at, way.guide.is_running) == ("a", True)
    start = runtime_to_start(way.guide.track.item, way.guide.part.state, learner=("x", "y"))
    assert (start["entry"], start["location"]) == ("resume", "7")


def test_parts_that_are_skipped_need_not_be_done(offer, cast):
    skipped = part("text", reads("goal") + rules(rule("pre", "skip", "satisfied of goal")))
    way = Way(offer(written(part("test", writes("goal")), skipped, part("end"))), cast.trainee)
    assert way.ends("continue", **PASSED) == "end"
    assert PackageRegistration.objects.get().completed_at is None
    way.ends("continue", **PASSED)
    assert way.guide.is_over
    assert PackageItemState.objects.count() == 2
    assert PackageRegistration.objects.get().completed_at


def test_a_heading_is_chosen_where_its_parts_are_hidden(offer, cast):
    way = Way(offer(drawn_test()), cast.trainee)
    with translation.override("en"):
        shown = {part.item.identifier: part.locked for part in way.guide.parts}
    assert shown == {"a": "", "b": "", "test": "First finish: “Bài a”, “Bài b”."}
    assert way.ends("continue", completion_status="completed") == "b"
    way.ends(completion_status="completed")
    assert [(part.opens, part.locked) for part in way.guide.parts if part.item.identifier == "test"] == [(True, "")]
    assert way.moves("choice", "test") in ("t1", "t2")
    assert way.guide.here.identifier == "test"
    way.ends("exit", **PASSED)
    assert [part.item.identifier for part in way.guide.parts if part.is_done] == ["a", "b", "test"]


def test_what_content_asks_for_is_read_as_scorm_writes_it():
    assert request_of("{target=bai-1}choice") == Request("choice", "bai-1")
    assert request_of("continue") == Request("continue")
    for asked in ("_none_", "", "retry", "start", "{target=}choice", "choice", "<script>"):
        assert request_of(asked) is None, asked


def test_content_finds_the_objectives_its_manifest_names(offer, cast, client):
    page = offer(manifest(part("a", reads("goal")), edition="2004 3rd Edition"))
    client.force_login(cast.trainee, backend="django.contrib.auth.backends.ModelBackend")
    runtime = client.get(f"/learn/packages/{page.pk}/").context["player"]["runtime"]
    assert runtime["objectives"] == {"0": {"id": "own"}, "1": {"id": "goal"}}


def test_prerequisites_of_scorm_1_2_lock_a_part_and_say_why(offer, cast, client):
    item = '<item identifier="{0}" identifierref="r"><title>Bài {0}</title>{1}</item>'
    asks = "<adlcp:prerequisites>a &amp; b</adlcp:prerequisites>"
    page = offer(manifest(item.format("a", ""), item.format("b", ""), item.format("c", asks)))
    client.force_login(cast.trainee, backend="django.contrib.auth.backends.ModelBackend")
    items = {one.identifier: one for one in page.package.items.all()}
    address = f"/learn/packages/{page.pk}/"

    def shown(**asked) -> str:
        return client.get(address, asked).content.decode()

    text = shown(part=items["c"].pk)
    assert f'href="?part={items["c"].pk}"' not in text
    assert "“Bài a”, “Bài b”" in text
    assert Contents(page, cast.trainee).chosen(items["c"].pk).item == items["a"]
    for key in "ab":
        done = Report(uuid4(), 1, now(), {"core": {"lesson_status": "completed"}}, ended=True)
        record_report(page, items[key], done, by=cast.trainee)
    assert f'href="?part={items["c"].pk}"' in shown()


def test_packages_without_sequencing_are_opened_as_before(offer, cast, client, django_assert_max_num_queries):
    plain = offer(manifest(part("a"), part("b"), edition="2004 4th Edition"))
    assert enter(Contents(plain, cast.trainee)) is None
    client.force_login(cast.trainee, backend="django.contrib.auth.backends.ModelBackend")
    second = plain.package.items.get(identifier="b")
    assert f'href="?part={second.pk}"' in client.get(f"/learn/packages/{plain.pk}/").content.decode()
    page = offer(forced())
    client.get(f"/learn/packages/{page.pk}/")
    with django_assert_max_num_queries(15):
        assert client.get(f"/learn/packages/{page.pk}/").status_code == 200
    answer = client.post(f"/learn/packages/{page.pk}/move/", {"part": page.package.items.get(identifier="c").pk})
    assert answer.status_code == 302
    assert PackageRegistration.objects.get(page=page).sequencing["current"] == "a"
