"""What stands between the demonstration and real operation."""

import subprocess
import sys

import pytest

from django.core import checks
from django.db import connection

from wagtail.admin.widgets import AdminPageChooser

from certificates.authority.making import PASSPHRASE, Authority
from curriculum.packages.checks import check_package_origin
from portal.city.accounts import USERNAMES
from portal.city.checks import check_demo_accounts
from portal.health.checks import check_broker_folders
from tests.config.test_settings import INHERITED, PRODUCTION, ROOT
from tests.factories.curriculum import PackageFactory
from tests.factories.training import UserFactory


def sealed(folder) -> dict[str, str]:
    """The variables of an installation whose institution has its key."""
    folder.mkdir()
    Authority(folder).make().seal("LHP", "Trường Đào tạo cán bộ Lê Hồng Phong")
    return {
        "SEAL_FOLDER": str(folder / "seals"),
        "SEAL_PASSPHRASE": PASSPHRASE,
        "SIGNING_TRUST": str(folder / "trust"),
        "TSA_URL": "http://tsa.coso.example.vn",
    }


def test_check_deploy_finds_nothing_in_production(tmp_path):
    """The real command, with the variables of real operation, on an empty database."""
    environment = INHERITED | PRODUCTION | {"VAR_DIR": str(tmp_path)} | sealed(tmp_path / "authority")
    script = (
        "from django.core.management import call_command as call; import django; django.setup();"
        "from django.db import connection; from training.models import User\n"
        "from certificates.models import Institution\n"
        "with connection.schema_editor() as editor: [editor.create_model(one) for one in (User, Institution)]\n"
        "call('check', deploy=True, fail_level='WARNING')"
    )
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.django_db
def test_a_demo_account_outside_demo_mode_is_an_error(settings):
    settings.DEMO = False
    assert check_demo_accounts(None) == []
    UserFactory(username=USERNAMES[0])
    (found,) = check_demo_accounts(None)
    assert found.id == "portal.E002"
    assert USERNAMES[0] in found.msg


@pytest.mark.django_db
def test_in_demo_mode_the_accounts_are_expected_and_the_mode_is_named(settings):
    settings.DEMO = True
    UserFactory(username=USERNAMES[0])
    assert [(found.id, found.level) for found in check_demo_accounts(None)] == [("portal.W001", checks.WARNING)]


@pytest.mark.django_db
def test_packages_without_a_place_of_their_own_are_an_error(settings):
    settings.BASE_URL, settings.PACKAGE_ORIGIN = "https://coso.example", ""
    assert check_package_origin(None) == []
    PackageFactory()
    assert [found.id for found in check_package_origin(None)] == ["curriculum.E001"]
    settings.PACKAGE_ORIGIN = "http://*.goi.example"
    assert [found.id for found in check_package_origin(None)] == ["curriculum.E002"]
    settings.PACKAGE_ORIGIN = "https://*.goi.example"
    assert check_package_origin(None) == []


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_never_migrated_is_named(settings):
    settings.DEMO = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE training_user RENAME TO training_user_away")
    try:
        assert [found.id for found in check_demo_accounts(None)] == ["portal.E003"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE training_user_away RENAME TO training_user")


def test_the_demo_accounts_are_those_of_the_contract():
    names = (
        "hocvien chutich canbotre giangvien huongdan chunha donvi daotao tochuc vanthu kyten kiemtra bientap quantri"
    )
    assert set(USERNAMES) == set(names.split())


def test_missing_broker_folders_are_an_error(settings, tmp_path):
    assert check_broker_folders(None) == []
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = options | {"control_folder": str(tmp_path / "nowhere")}
    (found,) = check_broker_folders(None)
    assert found.id == "portal.E001"
    assert "nowhere" in found.msg


@pytest.mark.parametrize("path", ["/accounts/login/", "/admin/"])
def test_the_policy_is_strict_everywhere(admin_client, client, path):
    policy = (admin_client if path == "/admin/" else client).get(path).headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_choosers_of_the_admin_write_no_script():
    widget = AdminPageChooser()
    drawn = widget.render("page", None, {"id": "id_page"})
    assert "<script" not in drawn
    assert 'data-admin-start="PageChooser" data-admin-for="id_page"' in drawn
    assert "&quot;modalUrl&quot;" in drawn
