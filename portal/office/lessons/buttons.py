"""The way to the import, on the module's page in the tree and in its menus."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from curriculum.models import ModulePage

IMPORT = "curriculum.import_lessons"


def for_module(page: Page, user) -> Iterator[Button]:
    """One button on modules for those who may write lessons below them."""
    is_module = page.specific_class is ModulePage
    if is_module and user.has_perm(IMPORT) and page.permissions_for_user(user).can_add_subpage():
        address = reverse("office:lesson_import", args=[page.pk])
        yield Button(_("Import a lesson from Word"), address, icon_name="upload", priority=16)
