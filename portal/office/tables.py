"""Columns of office lists."""

from django.utils.formats import date_format

from wagtail.admin.ui.tables import Column, TitleColumn


class ActColumn(TitleColumn):
    """A title that leads to a screen of change, for those alone who hold its ``permission``."""

    def __init__(self, *args, permission: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.permission = permission

    def get_link_url(self, instance, parent_context):
        if not parent_context["request"].user.has_perm(self.permission):
            return None
        return super().get_link_url(instance, parent_context)


class DayColumn(Column):
    """A day written out; offices compare days, "9 years ago" tells them nothing."""

    def get_value(self, instance):
        value = super().get_value(instance)
        return date_format(value, "SHORT_DATE_FORMAT") if value else ""


class StateColumn(Column):
    """The state of a row as a tag; the tag's tone follows the state's word."""

    cell_template_name = "portal/office/_state_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        context["state"] = getattr(instance, self.name)
        context["label"] = getattr(instance, f"get_{self.name}_display")()
        return context
