"""What packages report: checked, in its true order, kept once, never lost again; into results by the page's rule."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from curriculum.clock.time import now
from curriculum.models import PackageItemState, PackageRegistration, ProgrammeAssessment
from curriculum.packages.queries import Contents, learner_of, packages_in
from curriculum.packages.runtime import MalformedReport, runtime_to_start
from curriculum.packages.services.states import Report, open_part, record_report
from portal.offline.operations import Operation
from portal.offline.services import take_in as take_operations
from tests.factories.curriculum import ModulePageFactory, PackagePageFactory
from tests.factories.training import EnrolmentFactory, TrainingClassFactory
from training.models import Assessment, Mark

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def running(cast):
    training_class = TrainingClassFactory(status="open")
    EnrolmentFactory(training_class=training_class, person=cast.trainee.person)
    return training_class


@pytest.fixture
def page(running):
    return PackagePageFactory(parent=ModulePageFactory(parent=running.programme), package__kind="scorm2004")


@pytest.fixture
def item(page):
    return page.package.items.select_related("package").get()


def report(number=1, *, session=None, ago=0, ended=False, **runtime) -> Report:
    return Report(session or SESSION, number, now() - timedelta(seconds=ago), runtime, ended)


SESSION = uuid4()
DONE = {"completion_status": "completed", "success_status": "passed", "score": {"scaled": "0.8"}}


def test_reports_are_kept_in_their_true_order_and_what_was_reached_stays(page, item, cast):
    by = cast.trainee
    record_report(page, item, report(2, completion_status="incomplete", location="7"), by=by)
    state = record_report(page, item, report(1, location="3"), by=by)  # older: arrives late
    assert state.runtime["location"] == "7"
    state = record_report(page, item, report(3, **DONE), by=by)
    assert (state.completion, state.success, state.score) == ("completed", "passed", Decimal("0.8"))
    state = record_report(page, item, report(3, **DONE), by=by)  # the same once more
    other = uuid4()
    state = record_report(page, item, report(1, session=other, ago=500, location="1"), by=by)  # another device, earlier
    assert state.score == Decimal("0.8")
    state = record_report(page, item, report(1, session=other, success_status="failed", score={"scaled": 0.1}), by=by)
    registration = PackageRegistration.objects.get()
    assert (state.success, state.passed_at is not None) == ("failed", True)
    assert (registration.best_score, registration.completed_at is not None) == (Decimal("0.8"), True)
    assert PackageItemState.objects.count() == 1


@pytest.mark.parametrize(
    "runtime",
    [
        {"completion_status": "finished"},
        {"success_status": ["passed"]},
        {"score": {"scaled": "1.5"}},
        {"score": {"scaled": "NaN"}},
        {"score": {"raw": True}},
        {"score": "1"},
        {"exit": "<script>"},
        {"suspend_data": "x" * 70_000},
        {"location": {"a": 1}},
        {"interactions": [{"a": [[[[[[[[[[[[1]]]]]]]]]]]]}]},
        {"comments": ["x" * 600_000]},
    ],
)
def test_what_the_standard_does_not_know_is_refused(page, item, cast, runtime):
    with pytest.raises(MalformedReport):
        record_report(page, item, report(**runtime), by=cast.trainee)
    assert not PackageItemState.objects.exists()


def test_the_manifest_judges_where_it_gives_a_measure(page, item, cast):
    item.details = {"mastery_score": "0.7", "completion_threshold": "0.5"}
    state = record_report(page, item, report(score={"scaled": "0.6"}, progress_measure="0.6"), by=cast.trainee)
    assert (state.completion, state.success) == ("completed", "failed")
    item.package.kind, item.details = "scorm12", {"mastery_score": "80"}
    core = {"lesson_status": "incomplete", "score": {"raw": "85"}}
    state = record_report(page, item, report(2, core=core, ended=True), by=cast.trainee)
    assert (state.completion, state.success, state.score) == ("completed", "passed", Decimal("0.85"))


def test_content_starts_where_it_was_left_or_afresh(page, item, cast):
    learner = learner_of(cast.trainee)
    assert learner[1] == "Nguyễn Thị Thu, Hà"
    assert runtime_to_start(item, None, learner=learner)["entry"] == "ab-initio"
    state = record_report(page, item, report(location="7", exit="", learner_id="other"), by=cast.trainee)
    start = runtime_to_start(item, state, learner=learner)  # the window was closed: nothing was ended
    assert (start["location"], start["entry"], start["learner_id"]) == ("7", "resume", learner[0])
    assert "exit" not in start
    state = record_report(page, item, report(2, location="7", exit="normal", ended=True), by=cast.trainee)
    assert "location" not in runtime_to_start(item, state, learner=learner)  # ended: a new attempt
    state = record_report(page, item, report(3, location="9", exit="suspend", ended=True), by=cast.trainee)
    assert runtime_to_start(item, state, learner=learner)["location"] == "9"


@pytest.mark.parametrize(("rule", "done"), [("opened", True), ("completed", False), ("passed", False)])
def test_the_page_says_when_it_is_completed(page, item, cast, rule, done):
    page.completion = rule
    page.save()
    open_part(page, item, by=cast.trainee)
    assert (PackageRegistration.objects.get().completed_at is not None) == done
    assert Contents(page, cast.trainee).chosen(None).is_done == done


def test_the_best_score_becomes_the_first_mark_where_an_assessment_is_tied(
    page, item, cast, running, django_capture_on_commit_callbacks
):
    facts = {"name": "Trắc nghiệm", "form": "multiple_choice", "weight_percent": 100}
    tied = ProgrammeAssessment.objects.create(programme=running.programme, **facts)
    Assessment.objects.create(training_class=running, order=9, **facts)
    page.assessment = tied
    page.save()
    for number, score in enumerate(("0.76", "0.9"), 1):
        with django_capture_on_commit_callbacks(execute=True):
            record_report(page, item, report(number, **DONE | {"score": {"scaled": score}}), by=cast.trainee)
    assert [mark.value for mark in Mark.objects.all()] == [Decimal("7.6")]
    assert Mark.objects.get().entered_by is None


def operation(body) -> Operation:
    return Operation(uuid4(), "package_state", now(), body, now())


def test_the_outbox_brings_reports_and_strangers_are_refused(page, item, cast):
    body = {"page": page.pk, "item": item.pk, "session": str(SESSION), "number": 1, "runtime": DONE, "ended": False}
    (result,) = take_operations([operation(body)], by=cast.trainee)
    assert (result.state, result.kept["score"]) == ("accepted", 0.8)
    for wrong in ({"item": 99}, {"item": True}, {"page": "1"}, {"session": "x"}, {"number": -1}, {"number": 1.5}):
        (result,) = take_operations([operation(body | wrong)], by=cast.trainee)
        assert result.state == "refused", wrong
    (result,) = take_operations([operation(body)], by=cast.stranger)
    assert result.state == "refused"
    assert PackageRegistration.objects.count() == 1


def test_a_module_shows_its_packages(page, item, cast, client, running):
    module = page.get_parent()
    (told,) = packages_in(cast.trainee, [module.pk])
    assert (told.module, told.opened_at, told.completed_at) == (module.pk, None, None)
    record_report(page, item, report(**DONE), by=cast.trainee)
    assert packages_in(cast.trainee, [module.pk]).get().completed_at
    assert packages_in(cast.chairman, [module.pk]).get().opened_at is None
    client.force_login(cast.trainee, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(f"/learn/programmes/{running.programme_id}/").content.decode()
    assert f"/learn/packages/{page.pk}/" in shown


def test_the_player_asks_the_database_little(page, cast, client, django_assert_max_num_queries):
    client.force_login(cast.trainee, backend="django.contrib.auth.backends.ModelBackend")
    client.get(f"/learn/packages/{page.pk}/")
    with django_assert_max_num_queries(15):
        assert client.get(f"/learn/packages/{page.pk}/").status_code == 200
