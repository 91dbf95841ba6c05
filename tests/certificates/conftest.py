"""The school with its designs and signatory, and a class whose results are recognised. The clock stands in April."""

from datetime import datetime

import pytest

from django.utils.translation import override

from certificates.register.services import approve_batch, issue_batch, issue_certificate, prepare_batch
from curriculum.clock.time import set_to
from tests.certificates import authority as authorities
from tests.factories.certificates import load_certificate_settings, recognised_class


@pytest.fixture(autouse=True)
def _in_april():
    with set_to(datetime(2026, 4, 10, 9, 0)):
        yield


@pytest.fixture(autouse=True)
def _in_english():
    """Refusals are compared with the sentences as they stand in the code."""
    with override("en"):
        yield


@pytest.fixture
def school(db):
    return load_certificate_settings()


@pytest.fixture
def training_class(school):
    return recognised_class(passed=3, failed=1)


@pytest.fixture
def certificate(training_class, cast):
    return issue_certificate(training_class.enrolments.filter(outcome__is_passed=True).first(), by=cast.registrar)


@pytest.fixture
def batch(training_class, cast):
    return prepare_batch(training_class, by=cast.registrar)


@pytest.fixture
def issued(batch, cast):
    approve_batch(batch, by=cast.signatory)
    return issue_batch(batch, by=cast.registrar)


@pytest.fixture(scope="session")
def throw_away(tmp_path_factory):
    """The throw-away authority, made once."""
    return authorities.make(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def authority(throw_away, settings):
    """Documents are sealed by the throw-away authority, as in the demonstration."""
    settings.AUTHORITY_FOLDER = str(throw_away.folder)
    return throw_away
