"""What the portal adds to the Wagtail admin: the offices' screens and their dress."""

from django.templatetags.static import static
from django.utils.html import format_html

from wagtail import hooks

import portal.office.hooks  # noqa: F401


@hooks.register("insert_global_admin_css")
def office_styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/css/office.css"))
