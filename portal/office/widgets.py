"""Fields of office forms."""

from django import forms


class DayInput(forms.DateInput):
    """The browser's own date field: Wagtail's needs inline script, which the content policy stops."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")
