"""How fields are drawn: named, explained, and their errors tied to them."""

from datetime import date

from django import forms
from django.utils.translation import override

from portal import widgets


class Sample(forms.Form):
    name = forms.CharField(label="Tên", help_text="Đủ họ và tên.")
    day = forms.DateField(label="Ngày", required=False, widget=widgets.DateInput)
    kind = forms.ChoiceField(label="Loại", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Chắc chắn")
    hidden = forms.CharField(widget=forms.HiddenInput, initial="x")


def test_each_field_has_its_label_and_help():
    page = str(Sample())
    assert '<label class="field__label" for="id_name">' in page
    assert 'aria-describedby="id_name_helptext"' in page
    assert page.count('name="hidden"') == 1


def test_errors_are_tied_to_their_field():
    page = str(Sample({"day": "2026-03-05"}))
    assert 'id="id_name_error"' in page
    assert "id_name_error" in page.split('name="name"')[1].split(">")[0]
    assert 'aria-invalid="true"' in page


def test_groups_are_fieldsets_and_single_boxes_wrap_their_label():
    page = str(Sample())
    assert '<fieldset class="field"' in page
    assert '<label class="choice" for="id_sure">' in page


def test_dates_reach_the_picker_in_its_own_form_in_every_language():
    with override("vi"):
        assert 'value="2026-03-05"' in str(Sample(initial={"day": date(2026, 3, 5)})["day"])
