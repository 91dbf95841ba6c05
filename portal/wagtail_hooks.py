"""What the portal adds to the Wagtail admin: the offices' screens and their dress."""

from django.contrib import messages
from django.db import DEFAULT_DB_ALIAS
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Page

import portal.office.hooks  # noqa: F401
from curriculum.lessons.accessibility import lacks_something
from portal.pages.checker import BlockChecker

LOG_ACTIONS = {
    "portal.report.export": (_("Export a report"), _("Report exported")),
    "portal.paper.prepare": (_("Prepare an official document"), _("Official document prepared")),
    "portal.takeout.ask": (_("Ask for one's own data"), _("Own data asked for")),
    "portal.feed.open": (_("Make a calendar link"), _("Calendar link made")),
    "portal.feed.renew": (_("Renew a calendar link"), _("Calendar link renewed")),
    "portal.device.revoke": (_("Remove a device"), _("Device removed")),
    "portal.feed.stop": (_("Take a calendar link back"), _("Calendar link taken back")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions) -> None:
    for name, (label, message) in LOG_ACTIONS.items():
        actions.register_action(name, label, message)


@hooks.register("before_delete_page")
def keep_what_is_in_use(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Pages that classes, attempts or records stand on are not deleted; the editor is told what to do instead."""
    try:
        Collector(using=DEFAULT_DB_ALIAS).collect(list(page.get_descendants(inclusive=True).specific()))
    except (ProtectedError, RestrictedError):
        sentence = _(
            "“%(title)s” is used by classes or records and stays. Unpublish it where it shall not be read any more."
        )
        messages.error(request, sentence % {"title": page.get_admin_display_title()})
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_bulk_action")
def publish_only_what_shuts_nobody_out(request: HttpRequest, action_type: str, objects, action) -> HttpResponse | None:
    """Many pages at once go past the page editor and what it looks for."""
    if action_type != "publish" or action.model is not Page:
        return None
    lacking = [page for page in objects if lacks_something(page.get_latest_revision_as_object())]
    if not lacking:
        return None
    titles = ", ".join(f"“{page.get_admin_display_title()}”" for page in lacking)
    sentence = _("Not published: %(titles)s. Open the page; it says what is missing for people who cannot see or hear.")
    messages.error(request, sentence % {"titles": titles})
    return redirect(action.next_url)


@hooks.register("construct_wagtail_userbar")
def check_our_blocks(request: HttpRequest, items: list, page: Page) -> None:
    items[:] = [
        BlockChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items
    ]


@hooks.register("insert_global_admin_css")
def office_styles() -> str:
    sheets = ((static(f"portal/css/{name}.css"),) for name in ("admin", "office"))
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


@hooks.register("insert_global_admin_js")
def widgets_without_inline_scripts_and_styles() -> str:
    modules = ((static(f"portal/js/{name}.js"),) for name in ("admin", "admin_styles"))
    return format_html_join("", '<script type="module" src="{}"></script>', modules)
