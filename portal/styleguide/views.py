"""The gallery of components (demo mode only): what there is, what it is called, how it looks in both themes."""

from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from curriculum.clock.time import today
from portal import tones, widgets
from portal.icons import all_icons


class SampleForm(forms.Form):
    """One field of each kind, as the renderer draws them."""

    title = forms.CharField(label="Nội dung trao đổi", help_text="Một câu, người khác đọc là hiểu.")
    day = forms.DateField(label="Ngày gặp", widget=widgets.DateInput)
    kind = forms.ChoiceField(
        label="Hình thức",
        choices=[
            ("meeting", "Gặp mặt"),
            ("site_visit", "Đi cơ sở"),
            ("call", "Điện thoại"),
        ],
    )
    present = forms.ChoiceField(
        label="Tình trạng",
        widget=forms.RadioSelect,
        choices=[("present", "Có mặt"), ("excused", "Vắng có phép")],
    )
    notes = forms.CharField(label="Ghi chú", widget=forms.Textarea, required=False)
    sure = forms.BooleanField(label="Đã thống nhất với cán bộ được kèm cặp")


def _samples() -> dict:
    day = today()
    return {
        "now_items": [
            {
                "title": "Buổi 3: Kỹ năng điều hành của Chủ tịch UBND xã",
                "url": "#now",
                "day": day + timedelta(days=1),
                "time": "08:00",
                "place": "Hội trường A2, Trường Lê Hồng Phong",
                "state": "scheduled",
                "state_label": "Theo lịch",
                "action": "Xem tài liệu",
            },
            {
                "title": "Rà soát quý III của đồng chí Nguyễn Thu Hà",
                "url": "#now",
                "day": day - timedelta(days=3),
                "state": "overdue",
                "state_label": "Quá hạn",
                "tone": "bad",
                "action": "Viết tiếp",
            },
        ],
        "states": [(word, tones.tone_of(word)) for word in ("planned", "enrolling", "open", "overdue", "returned")],
        "rows": Paginator([SimpleNamespace(n=n) for n in range(240)], 25).get_page(4),
        "icons": sorted(all_icons()),
        "day": day,
    }


def gallery(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404("the style guide belongs to demo mode")
    form = SampleForm({"title": "", "kind": "call"} if "errors" in request.GET else None)
    return render(request, "portal/styleguide/gallery.html", _samples() | {"form": form})
