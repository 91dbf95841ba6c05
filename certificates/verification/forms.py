from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
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


class DocumentForm(forms.Form):
    """A certificate as a PDF file, or its badge, as it was downloaded or sent by mail."""

    document = forms.FileField(
        label=_("PDF file of the certificate, or its badge (PNG, SVG or JSON)"),
        help_text=_("It is compared with the one that was issued and forgotten at once; nothing is kept of it."),
        widget=forms.ClearableFileInput(
            attrs={"accept": "application/pdf,image/png,image/svg+xml,.pdf,.png,.svg,.json"}
        ),
    )

    def clean_document(self):
        given = self.cleaned_data["document"]
        if given.size > settings.SIGNED_MAX_BYTES:
            raise ValidationError(_("The file is larger than a certificate can be. Choose the PDF that was issued."))
        return given
