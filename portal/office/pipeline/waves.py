"""Waves in numbers: drawn, in a table, as a workbook and as a paper to sign."""

from django import forms
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from portal.office.pipeline.forms import DayForm
from portal.office.pipeline.pages import OfADay
from portal.office.pipeline.wave_papers import waves_paper
from portal.papers.answers import answer_paper
from training.models import Posting, RotationWave
from training.pipeline.waves import By, Structure, sent_in, structures

DRAWN = 15


class WavesForm(DayForm):
    wave = forms.ModelChoiceField(
        label=gettext_lazy("Wave"), queryset=RotationWave.objects.all(), required=False, empty_label=gettext_lazy("all")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    by = forms.ChoiceField(label=gettext_lazy("Compare by"), choices=By)

    def __init__(self, data, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.fields["kind"].choices = [("", _("all")), *Posting.Kind.choices]

    def usual(self):
        return super().usual() | {"by": By.WAVE.value}

    def postings(self, rows):
        given = self.cleaned_data
        if given["wave"]:
            rows = rows.filter(wave=given["wave"])
        return rows.filter(kind=given["kind"]) if given["kind"] else rows


class WaveNumbers(OfADay):
    """Who was sent, by wave, bloc, kind or unit, and of what structure they were."""

    template_name = "portal/office/pipeline/waves.html"
    page_title = gettext_lazy("Waves in numbers")
    header_icon = "view"
    form_class = WavesForm

    @cached_property
    def rows(self):
        return sent_in(self.form.postings(Posting.objects.visible_to(self.request.user)), self.day)

    @cached_property
    def by(self) -> By:
        return By(self.form.cleaned_data["by"])

    def get(self, request, *args, **kwargs) -> HttpResponse:
        wanted = request.GET.get("export", "")
        if wanted in ("xlsx", "pdf", "docx") and not self.form.errors:
            with override("vi"):
                paper = waves_paper(
                    self.day, Structure(None, tuple(self.rows)), structures(self.rows, self.by), self.by
                )
            return answer_paper(paper, wanted, f"ket qua luan chuyen {self.day:%Y-%m-%d}")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        if self.form.errors:
            return super().get_context_data(form=self.form, **kwargs)
        whole, groups = Structure(None, tuple(self.rows)), structures(self.rows, self.by)
        kinds = structures(self.rows, By.KIND)
        blocs = structures(self.rows, By.BLOC)
        return super().get_context_data(
            form=self.form,
            day=self.day,
            whole=whole,
            groups=groups,
            by=self.by,
            group_bars=[(_name(one), one.total) for one in groups[:DRAWN]],
            kind_parts=[(_name(one), one.total) for one in kinds],
            bloc_parts=[(_name(one), one.total) for one in blocs],
            shares=[
                (_("under the age of the young"), _percent(whole.young, whole.total)),
                (_("women"), _percent(whole.women, whole.total)),
                (_("not local at the host unit"), _percent(whole.non_local, whole.total)),
                (_("prepared by the programme before a rotation"), _percent(whole.prepared, whole.total)),
                (_("from one bloc to another"), _percent(whole.crossing, whole.total)),
            ],
            query=self.query(),
            **kwargs,
        )


def _name(one: Structure) -> str:
    return str(one.common or _("none"))


def _percent(part: int, whole: int) -> int:
    return round(part / whole * 100) if whole else 0
