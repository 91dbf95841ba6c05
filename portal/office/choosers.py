"""Wagtail's choosers without the inline script they write beside themselves.

Wagtail offers no template for this one piece (dates and panels have theirs, overridden in ``templates/wagtailadmin``),
so ``BaseChooser.render`` is replaced: it leaves a mark that ``portal/js/admin.js`` starts. The content policy can then
stay strict in the admin too.
"""

import json

from django.utils.html import format_html
from django.utils.safestring import SafeString

from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def render(self: BaseChooser, name, value, attrs=None, renderer=None) -> SafeString:
    """As Wagtail's own, with ``<template data-admin-start>`` in place of ``<script>``."""
    id_ = attrs["id"]
    value_data = self.get_value_data(value)
    return format_html(
        '{}<template data-admin-start="{}" data-admin-for="{}" data-admin-options="{}"></template>',
        self.render_html(name, value_data, attrs),
        self.js_constructor,
        id_,
        json.dumps(self.get_js_init_options(id_, name, value_data)),
    )


def start_without_inline_scripts() -> None:
    BaseChooser.render = render
    AdminTaskChooser.js_constructor = "createTaskChooser"
