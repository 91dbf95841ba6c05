"""The gallery of components (demo mode only): what there is, what it is called, how it looks in both themes."""

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal import widgets
from portal.icons import all_icons
from portal.styleguide import samples


class SampleForm(forms.Form):
    """One field of each kind, as the renderer draws them."""

    title = forms.CharField(label="Nội dung trao đổi", help_text="Một câu, người khác đọc là hiểu.")
    day = forms.DateField(label="Ngày gặp", widget=widgets.DateInput)
    kind = forms.ChoiceField(
        label="Hình thức", choices=[("meeting", "Gặp mặt"), ("site_visit", "Đi cơ sở"), ("call", "Điện thoại")]
    )
    present = forms.ChoiceField(
        label="Tình trạng", widget=forms.RadioSelect, choices=[("present", "Có mặt"), ("excused", "Vắng có phép")]
    )
    notes = forms.CharField(label="Ghi chú", widget=forms.Textarea, required=False)
    paper = forms.FileField(label="Minh chứng", required=False)
    sure = forms.BooleanField(label="Đã thống nhất với cán bộ được kèm cặp")


def gallery(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404("the style guide belongs to demo mode")
    context = {
        "form": SampleForm({"kind": "call"} if "errors" in request.GET else None),
        "colours": samples.COLOURS,
        "states": samples.STATES,
        "now_items": samples.now_items(),
        "people": samples.PEOPLE,
        "rows": Paginator(range(240), 25).get_page(request.GET.get("page", 4)),
        "codes": [f"C{n}" for n in range(1, 11)],
        "levels": samples.LEVELS,
        "attendance": samples.ATTENDANCE,
        "parts": samples.PARTS,
        "trend": [2, 2, 3, 3, None, 4],
        "postings": samples.postings(),
        "span": samples.span(),
        "icons": sorted(all_icons()),
    }
    return render(request, "portal/styleguide/gallery.html", context)
