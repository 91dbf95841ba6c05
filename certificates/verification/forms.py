from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The code as printed under the QR code; spaces, dashes and small letters do not matter."""

    code = forms.CharField(
        label=_("Look-up code"),
        max_length=80,
        help_text=_(
            "20 letters and digits, printed beside the QR code. Spaces, dashes and small letters do not matter."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
    )
