"""The media library asks for words: a picture without a description is not taken in."""

from django.utils.translation import gettext_lazy as _

from wagtail.images.forms import BaseImageForm

from curriculum.lessons.accessibility import says_nothing


class DescribedImageForm(BaseImageForm):
    """The description is what blocks offer as alternative text."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            field = self.fields["description"]
            field.required = True
            field.label = _("Alternative text")
            field.help_text = _("What the picture shows, for those who cannot see it.")

    def clean_description(self) -> str:
        words = self.cleaned_data["description"]
        if says_nothing(words):
            self.add_error("description", _("Say what the picture shows, not what its file is called."))
        return words
