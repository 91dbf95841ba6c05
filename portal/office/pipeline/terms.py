"""Terms of postings side by side, in rows by unit, bloc or wave, with their table."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from portal.office.pipeline.forms import DayForm
from portal.office.pipeline.pages import OfADay
from portal.office.pipeline.term_papers import terms_paper
from portal.papers.answers import answer_paper
from training.access.services import record_export
from training.models import Bloc, Posting, RotationWave, Unit
from training.pipeline.terms import By, grouped, span_of
from training.rotation.models import hosted_by

PAGE = 40
TONES = {Posting.Status.DECIDED: "2", Posting.Status.ACTIVE: "1", Posting.Status.ENDED: "4"}


class TermsForm(DayForm):
    by = forms.ChoiceField(label=gettext_lazy("In rows by"), choices=By)
    wave = forms.ModelChoiceField(
        label=gettext_lazy("Wave"), queryset=RotationWave.objects.all(), required=False, empty_label=gettext_lazy("all")
    )
    bloc = forms.ModelChoiceField(
        label=gettext_lazy("Bloc"),
        queryset=Bloc.objects.order_by("order"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    host = forms.ModelChoiceField(
        label=gettext_lazy("Host unit"), queryset=Unit.objects.none(), required=False, empty_label=gettext_lazy("all")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    running = forms.ChoiceField(
        label=gettext_lazy("Terms"),
        required=False,
        choices=[("", gettext_lazy("all that had begun by the day")), ("1", gettext_lazy("those that run on the day"))],
    )

    def __init__(self, data, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        hosts = Posting.objects.order_by()
        self.fields["host"].queryset = Unit.objects.filter(pk__in=hosts.values("host_unit")).in_name_order()
        self.fields["kind"].choices = [("", _("all")), *Posting.Kind.choices]

    def usual(self):
        return super().usual() | {"by": By.HOST.value}

    def postings(self, rows):
        """The postings that are wanted, in the order of their rows."""
        given = self.cleaned_data
        rows = rows.not_withdrawn().filter(effective_on__lte=given["day"])
        if given["wave"]:
            rows = rows.filter(wave=given["wave"])
        if given["bloc"]:
            rows = rows.filter(title__bloc=given["bloc"])
        if given["host"]:
            rows = rows.filter(hosted_by([given["host"].pk]))
        if given["kind"]:
            rows = rows.filter(kind=given["kind"])
        if given["running"]:
            rows = rows.exclude(ended_on__lt=given["day"])
        return rows


class Terms(OfADay):
    """Forty terms a page, drawn under the heading of what they have in common."""

    template_name = "portal/office/pipeline/terms.html"
    page_title = gettext_lazy("Terms side by side")
    header_icon = "date"
    form_class = TermsForm

    @cached_property
    def postings(self) -> list[Posting]:
        related = ("person", "sending_unit__bloc", "host_unit", "host_unit_now", "title__bloc", "wave")
        return list(self.form.postings(Posting.objects.visible_to(self.request.user)).select_related(*related))

    @cached_property
    def groups(self):
        return grouped(self.postings, self.form.cleaned_data["by"])

    def export(self) -> HttpResponse:
        record_export("terms of postings", count=len(self.postings), by=self.request.user)
        with override("vi"):
            paper = terms_paper(self.day, self.groups)
        return answer_paper(paper, "xlsx", f"thoi han luan chuyen {self.day:%Y-%m-%d}")

    def get_context_data(self, **kwargs):
        if self.form.errors:
            return super().get_context_data(form=self.form, **kwargs)
        ordered = [(group, posting) for group in self.groups for posting in group.postings]
        page = Paginator(ordered, PAGE).get_page(self.request.GET.get("page"))
        start, end = span_of([posting for _group, posting in page.object_list], self.day)
        drawn: list[dict] = []
        for group, posting in page.object_list:
            if not drawn or drawn[-1]["group"] is not group:
                drawn.append({"group": group, "label": str(group.common or _("none")), "rows": []})
            drawn[-1]["rows"].append(_row(posting))
        return super().get_context_data(
            form=self.form,
            day=self.day,
            page=page,
            drawn=drawn,
            start=start,
            end=end,
            groups=len(self.groups),
            query=self.query(),
            **kwargs,
        )


def _row(posting: Posting) -> dict:
    """A row of the picture: the term, and the last stretch in which it rested."""
    last = f"{posting.last_day:%d/%m/%Y}" if posting.last_day else "…"
    title = f"{posting.person}: {posting.effective_on:%d/%m/%Y} – {last}"
    bars = [
        {
            "start": posting.effective_on,
            "end": posting.last_day,
            "tone": TONES[Posting.Status(posting.status)],
            "title": f"{title}, {posting.get_status_display()}",
        }
    ]
    if posting.interrupted_from:
        rest = {"start": posting.interrupted_from, "end": posting.interrupted_to, "tone": "warn"}
        bars.append(rest | {"title": _("interrupted")})
    return {
        "label": posting.person,
        "url": reverse("office:posting", args=[posting.pk]),
        "bars": bars,
        "posting": posting,
    }
