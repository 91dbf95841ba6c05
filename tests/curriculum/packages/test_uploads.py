"""Taking packages in: once, whole, taken up again after a killed worker."""

import io

import pytest

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from curriculum.errors import CurriculumError
from curriculum.models import Package, PackageUpload
from curriculum.packages.services.uploads import ask_to_cancel, keep_upload, perform, take_in
from curriculum.tasks import take_up_packages
from tests.curriculum.packages.samples import manifest, scorm, zipped

pytestmark = pytest.mark.django_db


def given(content: bytes, name: str = "goi.zip"):
    return ContentFile(content, name)


def test_a_package_is_taken_in_once_and_its_files_lie_by_their_content(cast):
    content = zipped({"imsmanifest.xml": manifest(), "index.html": "Chào", "__MACOSX/x": ""}).getvalue()
    upload = perform(keep_upload(given(content), by=cast.editor).pk)
    package = upload.package
    assert (upload.state, package.title, package.file_count) == ("done", "Gói thử", 2)
    assert default_storage.open(f"{package.folder}/index.html").read() == "Chào".encode()
    assert not default_storage.exists(f"{package.folder}/__MACOSX/x")
    assert not upload.file
    again = perform(keep_upload(given(content, "khac.zip"), by=cast.editor).pk)
    assert again.package == package
    assert Package.objects.count() == 1
    assert perform(upload.pk).package == package  # the task once more


def test_what_a_killed_worker_left_is_done_by_the_next(cast):
    content = scorm("x" * 5000)
    upload = keep_upload(given(content.getvalue()), by=cast.editor)
    folder = f"packages/{upload.file_hash}"
    default_storage.save(f"{folder}/index.html", ContentFile(b"half"))
    PackageUpload.objects.update(state="running", heard_at="2026-01-01T00:00:00Z")
    assert take_up_packages() == 1
    upload.refresh_from_db()
    assert upload.state == "done"
    assert default_storage.size(f"{folder}/index.html") == 5000


def test_only_editors_and_the_training_office_give_packages_and_only_the_giver_cancels(cast):
    with pytest.raises(CurriculumError):
        keep_upload(given(scorm().getvalue()), by=cast.trainee)
    with pytest.raises(CurriculumError):
        keep_upload(given(scorm().getvalue(), "goi.exe"), by=cast.editor)
    upload = keep_upload(given(scorm().getvalue()), by=cast.editor)
    with pytest.raises(CurriculumError):
        ask_to_cancel(upload, by=cast.training_office)
    ask_to_cancel(upload, by=cast.editor)
    assert perform(upload.pk).state == "cancelled"
    assert not Package.objects.exists()


def test_a_file_damaged_inside_is_refused_while_it_is_unpacked(cast):
    content = bytearray(zipped({"imsmanifest.xml": manifest(), "index.html": "0123456789" * 50}).getvalue())
    start = content.rindex(b"index.html", 0, content.index(b"PK\x01\x02")) + 14
    content[start] ^= 0xFF
    upload = perform(keep_upload(given(bytes(content)), by=cast.editor).pk)
    assert upload.state == "refused"
    assert "index.html" in upload.refusal
    assert not Package.objects.exists()


def test_the_command_checks_imports_and_refuses(tmp_path):
    file = tmp_path / "goi.zip"
    file.write_bytes(scorm().getvalue())
    said = io.StringIO()
    call_command("import_package", file, "--dry-run", stdout=said)
    assert "Nothing was kept" in said.getvalue()
    assert not Package.objects.exists()
    call_command("import_package", file, stdout=said)
    package = Package.objects.get()
    assert [item.title for item in package.items.all()] == ["Bài một"]
    assert f"Taken in as package {package.pk}" in said.getvalue()
    file.write_bytes(b"nothing of the kind")
    with pytest.raises(CommandError):
        call_command("import_package", file)


def test_a_dry_run_of_a_known_package_names_it():
    package = take_in(scorm(), name="a.zip", by=None)
    assert take_in(scorm(), name="b.zip", by=None, dry_run=True) == package
