"""Return or stay: where people are 6, 12 and 24 months after their posting."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from portal.office.pipeline.forms import DayForm
from portal.office.pipeline.pages import OfADay
from portal.office.pipeline.term_papers import outcomes_paper
from portal.papers.answers import answer_paper
from training.access.services import record_export
from training.models import Bloc, Posting, RotationWave
from training.pipeline.outcomes.queries import MONTHS, Outcome, Place, outcomes_of, shares

PAGE = 50
TONES = {Place.HOST: "1", Place.SENDING: "good", Place.ELSEWHERE: "3", Place.NOWHERE: "bad", Place.NOT_YET: "neutral"}


class OutcomeForm(DayForm):
    wave = forms.ModelChoiceField(
        label=gettext_lazy("Wave"), queryset=RotationWave.objects.all(), required=False, empty_label=gettext_lazy("all")
    )
    bloc = forms.ModelChoiceField(
        label=gettext_lazy("Bloc"),
        queryset=Bloc.objects.order_by("order"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    month = forms.TypedChoiceField(
        label=gettext_lazy("Only who, after months"),
        choices=[("", gettext_lazy("all")), *((str(month), str(month)) for month in MONTHS)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Where they are"), choices=[("", gettext_lazy("anywhere")), *Place.choices], required=False
    )
    fits = forms.ChoiceField(
        label=gettext_lazy("Against what was proposed"),
        choices=[("", gettext_lazy("all")), ("1", gettext_lazy("as proposed")), ("0", gettext_lazy("otherwise"))],
        required=False,
    )

    def __init__(self, data, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.fields["kind"].choices = [("", _("all")), *Posting.Kind.choices]

    def postings(self, rows):
        given = self.cleaned_data
        if given["wave"]:
            rows = rows.filter(wave=given["wave"])
        if given["bloc"]:
            rows = rows.filter(title__bloc=given["bloc"])
        if given["kind"]:
            rows = rows.filter(kind=given["kind"])
        return rows

    def chosen(self, outcomes: list[Outcome]) -> list[Outcome]:
        given = self.cleaned_data
        wanted = [number for number, month in enumerate(MONTHS) if given["month"] in (None, month)]
        found = outcomes
        if given["place"]:
            found = [one for one in found if any(one.seen[number].place == given["place"] for number in wanted)]
        if given["fits"]:
            fits = given["fits"] == "1"
            found = [one for one in found if any(one.fits(one.seen[number]) is fits for number in wanted)]
        return found


class Outcomes(OfADay):
    """The shares of each month drawn, then person by person."""

    template_name = "portal/office/pipeline/outcomes.html"
    page_title = gettext_lazy("Return or stay")
    header_icon = "undo"
    form_class = OutcomeForm

    @cached_property
    def outcomes(self) -> list[Outcome]:
        return outcomes_of(self.form.postings(Posting.objects.visible_to(self.request.user)), self.day)

    def export(self) -> HttpResponse:
        rows = self.form.chosen(self.outcomes)
        record_export("return or stay", count=len(rows), by=self.request.user)
        with override("vi"):
            paper = outcomes_paper(self.day, rows)
        return answer_paper(paper, "xlsx", f"sau luan chuyen {self.day:%Y-%m-%d}")

    def get_context_data(self, **kwargs):
        if self.form.errors:
            return super().get_context_data(form=self.form, **kwargs)
        sums = [
            {
                "month": month,
                "parts": [(place.label, places[place], TONES[place]) for place in Place if places[place]],
                "table": [(place.value, place.label, places[place]) for place in Place],
                "fits": fits,
                "wanted": wanted,
                "otherwise": wanted - fits,
                "title": _("After %(month)d months") % {"month": month},
            }
            for month, places, fits, wanted in shares(self.outcomes)
        ]
        chosen = self.form.chosen(self.outcomes)
        return super().get_context_data(
            form=self.form,
            day=self.day,
            sums=sums,
            count=len(self.outcomes),
            page=Paginator(chosen, PAGE).get_page(self.request.GET.get("page")),
            query=self.query(),
            query_of_place=self.query("month", "place", "fits"),
            **kwargs,
        )
