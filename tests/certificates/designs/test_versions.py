"""A change of a design is a new version; every file that was issued keeps its bytes, whatever is renamed (Show 4)."""

import hashlib
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from django.core.management import call_command

from certificates.designs.services import WORDING, revise_design
from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.models import Certificate, Design
from certificates.register.services import document_bytes, issue_certificate
from certificates.rendering.services import render_certificate

pytestmark = pytest.mark.django_db


def picture(colour: str) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (80, 80), colour).save(drawn, "PNG")
    return drawn.getvalue()


def values_of(design: Design, **changed) -> dict:
    return {name: getattr(design, name) for name in WORDING} | changed


def test_everything_is_renamed_and_no_issued_file_changes(certificate, training_class, cast, tmp_path):
    first = revise_design(
        certificate.design, values_of(certificate.design), emblem=picture("red"), by=cast.training_office
    )
    another = training_class.enrolments.filter(outcome__is_passed=True).last()
    with_emblem = issue_certificate(another, by=cast.registrar, design=first)
    before = {entry.pk: hashlib.sha256(document_bytes(entry)).hexdigest() for entry in (certificate, with_emblem)}
    drawn = {entry.pk: render_certificate(entry) for entry in (certificate, with_emblem)}

    second = revise_design(first, values_of(first, heading="BẰNG"), emblem=picture("blue"), by=cast.registrar)
    for renamed, field in (
        (another.person, "full_name"),
        (another.unit, "name"),
        (training_class.programme, "title"),
        (first.institution, "name"),
    ):
        setattr(renamed, field, "Tên đã đổi")
        renamed.save()

    for entry in Certificate.objects.filter(pk__in=before):
        assert entry.sha256 == hashlib.sha256(document_bytes(entry)).hexdigest() == before[entry.pk]
        assert render_certificate(entry) == drawn[entry.pk]
    assert (second.version, second.is_current, second.emblem.name != first.emblem.name) == (3, True, True)
    call_command("verify_register", "--files", heads=tmp_path / "none.tsv")


def test_version_is_never_edited_and_an_equal_one_never_made(certificate, cast):
    design = certificate.design
    assert revise_design(design, values_of(design), by=cast.registrar) == design
    design.heading = "KHÁC"
    with pytest.raises(WrongState):
        design.save()
    assert Design.objects.filter(code=design.code).count() == 1


def test_designs_are_for_the_registrar_and_the_training_office(certificate, cast):
    with pytest.raises(NotAllowed):
        revise_design(certificate.design, values_of(certificate.design), by=cast.signatory)
    with pytest.raises(InvalidInput, match="no PNG"):
        revise_design(certificate.design, values_of(certificate.design), emblem=b"<svg/>", by=cast.registrar)
    with pytest.raises(InvalidInput, match="heading"):
        revise_design(certificate.design, values_of(certificate.design, heading=""), by=cast.registrar)


def test_a5_is_one_page_of_half_the_size(certificate, cast):
    design = revise_design(certificate.design, values_of(certificate.design, paper="a5"), by=cast.registrar)
    certificate.facts["design"]["paper"] = design.paper
    pages = pypdfium2.PdfDocument(render_certificate(certificate))
    [size] = [page.get_size() for page in pages]
    assert [side / 72 * 25.4 for side in size] == pytest.approx([210, 148.5], abs=0.5)
