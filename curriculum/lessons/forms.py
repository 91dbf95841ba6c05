"""What an editor may put into a lesson."""

from typing import Any

from django.utils.translation import gettext as _

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page


class ContentPageForm(WagtailAdminPageForm):
    """A draft may be incomplete, but not while others decide on it: what they approve is published as it is."""

    def defer_required_fields(self) -> None:
        if not (self.instance.pk and self.instance.workflow_in_progress):
            super().defer_required_fields()


class LessonPageForm(ContentPageForm):
    """A lesson completed by playing needs something to play, one completed by a test needs the test."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "passed_in" in self.fields:
            others = (
                Page.objects.child_of(self.parent_page)
                .exclude(pk=self.instance.pk)
                .exclude(content_type__app_label="curriculum", content_type__model="lessonpage")
            )
            self.fields["passed_in"].queryset = others.order_by("path")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        completion = cleaned.get("completion")
        kinds = {block.block_type for block in cleaned.get("body") or []}
        if completion == "watched" and not kinds & {"video", "audio"}:
            self.add_error("completion", _("There is no video and no recording in this lesson that could be played."))
        if completion == "passed" and not cleaned.get("passed_in"):
            self.add_error("passed_in", _("Choose the test that completes the lesson."))
        packages = [block.value["page"] for block in cleaned.get("body") or [] if block.block_type == "package"]
        if any(page is not None and not page.is_child_of(self.parent_page) for page in packages):
            self.add_error("body", _("A lesson opens packages of its own module only."))
        return cleaned
