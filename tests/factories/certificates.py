"""Makers of the certificates room's objects: a recognised class, ready to be issued from."""

from datetime import date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from django.utils import timezone

from certificates.designs.reference import add_signatory, load_designs
from certificates.models import Institution
from tests.factories.training import (
    EnrolmentFactory,
    PersonFactory,
    RegulatedValueFactory,
    TrainingClassFactory,
    UserFactory,
)
from training import models

CLOSING_DAY = date(2026, 3, 20)
PATTERNS = {
    "certificate.register_pattern": "{seq:04d}/{year}/CC-{inst}",
    "certificate.attestation_pattern": "{seq:04d}/{year}/GCN-{inst}",
    "certificate.mentoring_pattern": "{seq:04d}/{year}/XNKC-{inst}",
    "certificate.appreciation_pattern": "{seq:04d}/{year}/GN-{inst}",
    "certificate.reissue_deadline_working_days": 5,
}


class OutcomeFactory(DjangoModelFactory):
    class Meta:
        model = models.Outcome

    enrolment = factory.SubFactory(EnrolmentFactory)
    is_passed = True
    average = "8.20"
    attendance_percent = "96.00"
    band = models.Outcome.Band.EXCELLENT
    computed_at = timezone.make_aware(datetime(2026, 3, 19, 9, 0))


class RecognitionDecisionFactory(DjangoModelFactory):
    class Meta:
        model = models.RecognitionDecision

    training_class = factory.SubFactory(TrainingClassFactory)
    number = factory.Sequence(lambda n: f"{n + 1}/QĐ-TLHP")
    decided_on = CLOSING_DAY - timedelta(days=1)
    signer = "Nguyễn Văn Hiệu"
    recognised_by = factory.SubFactory(UserFactory)
    recognised_at = timezone.make_aware(datetime(2026, 3, 19, 10, 0))


def load_certificate_settings() -> Institution:
    """Institutions, designs, patterns of numbers and one who signs for each institution. Returns the school."""
    for key, value in PATTERNS.items():
        if not models.RegulatedValue.objects.filter(key=key).exists():
            RegulatedValueFactory(key=key, value=value)
    institutions = load_designs()
    for institution in institutions.values():
        if not institution.signatories.exists():
            person = PersonFactory(full_name="Trần Quốc Việt")
            add_signatory(
                institution=institution,
                person=person,
                title="Phó Hiệu trưởng",
                capacity="kt",
                on_behalf_of="Hiệu trưởng",
                valid_from=date(2020, 1, 1),
            )
    return institutions["LHP"]


def recognised_class(*, passed: int = 2, failed: int = 0, **kwargs) -> models.TrainingClass:
    """A class that closed on 20/3/2026, with its results recognised the day before."""
    values = {
        "opens_on": CLOSING_DAY - timedelta(days=11),
        "closes_on": CLOSING_DAY,
        "nominate_until": CLOSING_DAY - timedelta(days=20),
        "status": models.TrainingClass.Status.CLOSED,
        "capacity": 400,
    }
    training_class = TrainingClassFactory(**values | kwargs)
    for _n in range(passed):
        passed_enrolment(training_class)
    for _n in range(failed):
        enrolment = EnrolmentFactory(training_class=training_class, status=models.Enrolment.Status.FAILED)
        OutcomeFactory(enrolment=enrolment, is_passed=False, average="4.10", band=models.Outcome.Band.FAILED)
    RecognitionDecisionFactory(training_class=training_class, decided_on=training_class.closes_on - timedelta(days=1))
    return training_class


def passed_enrolment(training_class: models.TrainingClass, **kwargs) -> models.Enrolment:
    enrolment = EnrolmentFactory(training_class=training_class, status=models.Enrolment.Status.COMPLETED, **kwargs)
    OutcomeFactory(enrolment=enrolment)
    return enrolment
