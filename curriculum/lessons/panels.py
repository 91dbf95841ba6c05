"""What the editor sees beside the fields of a page."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import Panel

from curriculum.lessons.accessibility import shortcomings


class BeforePublishingPanel(Panel):
    """What the blocks lack, as last saved: what stops the page, then what might be better."""

    def __init__(self, field_name: str = "body", **kwargs):
        super().__init__(**{"heading": _("Before publishing"), "icon": "check"} | kwargs)
        self.field_name = field_name

    def clone_kwargs(self):
        return super().clone_kwargs() | {"field_name": self.field_name}

    class BoundPanel(Panel.BoundPanel):
        template_name = "curriculum/admin/before_publishing.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            found = shortcomings(getattr(self.instance, self.panel.field_name))
            severe = [one for one in found if one.is_severe]
            advice = [one for one in found if not one.is_severe]
            return super().get_context_data(parent_context) | {"severe": severe, "advice": advice}
