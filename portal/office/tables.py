"""Columns of office lists."""

from wagtail.admin.ui.tables import Column


class StateColumn(Column):
    """The state of a row as a tag; the tag's tone follows the state's word."""

    cell_template_name = "portal/office/_state_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        context["state"] = getattr(instance, self.name)
        context["label"] = getattr(instance, f"get_{self.name}_display")()
        return context
