"""One wave at the Committee's desk: the five steps, posts offered, officials put forward."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from curriculum.clock.time import today
from portal.office.base import OfficePage
from portal.office.postings.listings import by_folded_words
from portal.workbooks import list_workbook
from training.access.services import record_export
from training.models import Bloc, Position, Posting, RotationWave, WaveCandidate, WaveOffer
from training.rotation.matching.decided import decisions_of, steps_of
from training.rotation.matching.models import ChosenPlace
from training.rotation.waves.answers import verdicts_of
from training.rotation.waves.planning import DATES
from training.rotation.waves.secrecy import Secrecy, secrecy_on

PER_PAGE = 25
VERDICT_TONES = {"eligible": "good", "by_exception": "warn", "unknown": "warn", "not_asked": "", "not_eligible": "bad"}


class WavePage(OfficePage):
    """The frame of the pages of a wave: head, what may be kept, tabs."""

    permission = "training.view_wave"
    parents = [("office:waves", gettext_lazy("Waves"))]
    header_icon = "date"
    tab = ""

    @cached_property
    def wave(self) -> RotationWave:
        return get_object_or_404(RotationWave.objects.select_related("plan"), pk=self.kwargs["pk"])

    @cached_property
    def secrecy(self) -> Secrecy:
        return secrecy_on()

    def get_page_title(self) -> str:
        return self.wave.name

    @property
    def candidates(self):
        return WaveCandidate.objects.visible_to(self.request.user).standing().filter(wave=self.wave)

    def get_context_data(self, **kwargs):
        is_open = self.wave.status != RotationWave.Status.CLOSED
        return super().get_context_data(
            wave=self.wave,
            tab=self.tab,
            secrecy=self.secrecy,
            is_open=is_open,
            may_plan=is_open and self.request.user.has_perm("training.plan_wave"),
            **kwargs,
        )


class WaveOverview(WavePage):
    template_name = "portal/office/waves/wave.html"
    tab = "overview"

    def get_context_data(self, **kwargs):
        dates = [(RotationWave._meta.get_field(name).verbose_name, getattr(self.wave, name)) for name in DATES]
        postings = Posting.objects.visible_to(self.request.user).filter(wave=self.wave)
        related = ("person", "sending_unit", "host_unit", "host_unit_now", "title")
        page = Paginator(postings.select_related(*related).order_by("person__sort_key"), PER_PAGE)
        return super().get_context_data(
            steps=steps_of(self.wave),
            dates=dates,
            quotas=_quota_table(self.wave, self.candidates),
            counts=self._counts(),
            decisions=decisions_of(postings),
            postings=page.get_page(self.request.GET.get("page")),
            kinds=Posting.Kind.choices,
            to_decide=ChosenPlace.objects.filter(
                candidate__in=self.candidates, offer__isnull=False, posting=None
            ).count(),
            **kwargs,
        )

    def _counts(self) -> dict[str, int]:
        offers = WaveOffer.objects.visible_to(self.request.user).standing().filter(wave=self.wave)
        return {
            "offers": sum(offers.values_list("places", flat=True)),
            "candidates": self.candidates.count(),
            "chosen": ChosenPlace.objects.filter(candidate__in=self.candidates, offer__isnull=False).count(),
        }


def _quota_table(wave: RotationWave, candidates) -> list[tuple[Bloc, list[tuple[int | None, int, int, str]]]]:
    """By bloc, for each kind: quota, put forward, chosen, name of the kind. Empty where the wave has no quotas."""
    quotas = {(row.bloc_id, row.kind): row.places for row in wave.quotas.all()}
    if not quotas:
        return []
    forward = _by_cell(candidates)
    chosen = _by_cell(candidates.filter(place__offer__isnull=False))
    return [
        (
            bloc,
            [
                (
                    quotas.get((bloc.pk, kind)),
                    forward.get((bloc.pk, kind), 0),
                    chosen.get((bloc.pk, kind), 0),
                    str(label),
                )
                for kind, label in Posting.Kind.choices
            ],
        )
        for bloc in Bloc.objects.current()
    ]


def _by_cell(candidates) -> dict[tuple[int, str], int]:
    rows = candidates.order_by().values("bloc", "kind").annotate(count=Count("pk"))
    return {(row["bloc"], row["kind"]): row["count"] for row in rows}


class Filtered:
    """A table that is filtered by kind and words, paged, and taken out as a workbook."""

    def chosen(self, rows, *fields: str):
        kind, words = self.request.GET.get("kind", ""), self.request.GET.get("q", "")
        if kind in Posting.Kind.values:
            rows = rows.filter(kind=kind)
        return by_folded_words(rows, words, *fields)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            kinds=Posting.Kind.choices,
            kind=self.request.GET.get("kind", ""),
            words=self.request.GET.get("q", ""),
            **kwargs,
        )


class WaveOffers(Filtered, WavePage):
    template_name = "portal/office/waves/offers.html"
    tab = "offers"

    @cached_property
    def rows(self):
        offers = WaveOffer.objects.visible_to(self.request.user).standing().filter(wave=self.wave)
        related = offers.select_related("unit", "title", "offered_by").annotate(taken=Count("chosen"))
        order = {"urgency": "-urgency", "unit": "unit__sort_key"}.get(
            self.request.GET.get("sort", ""), "unit__sort_key"
        )
        return self.chosen(related, "unit__search_name").order_by(order, "title__order", "pk")

    def get(self, request, *args, **kwargs) -> HttpResponse:
        if request.GET.get("export") != "xlsx":
            return super().get(request, *args, **kwargs)
        heads = [_("Host unit"), _("Title"), _("Kind"), _("Posts"), _("Given"), _("Urgency")]
        heads += [_("Fields of work"), _("Reason")]
        lines = [
            [
                row.unit.name,
                str(row.title),
                row.get_kind_display(),
                row.places,
                row.taken,
                row.get_urgency_display(),
                ", ".join(row.field_names),
                row.reason,
            ]
            for row in self.rows
        ]
        record_export(_("Posts offered: %(wave)s") % {"wave": self.wave}, count=len(lines), by=request.user)
        widths = (28, 32, 14, 8, 8, 14, 40, 60)
        return list_workbook(_("Posts offered"), heads, lines, widths=widths, name=f"vi-tri-{self.wave.code}")

    def get_context_data(self, **kwargs):
        page = Paginator(self.rows, PER_PAGE).get_page(self.request.GET.get("page"))
        holders = _holders(page.object_list)
        for offer in page.object_list:
            offer.held_by = holders.get((offer.unit_id, offer.title_id), [])
        return super().get_context_data(page=page, **kwargs)


def _holders(offers) -> dict[tuple[int, int], list[str]]:
    """Who holds the posts today: rotation makes no extra post (rules.md L5). One query."""
    found: dict[tuple[int, int], list[str]] = {}
    held = Position.objects.current().filter(
        unit__in={offer.unit_id for offer in offers}, title__in={offer.title_id for offer in offers}
    )
    for unit, title, name in held.order_by("person__sort_key").values_list("unit", "title", "person__full_name"):
        found.setdefault((unit, title), []).append(name)
    return found


class WavePeople(Filtered, WavePage):
    template_name = "portal/office/waves/people.html"
    tab = "people"

    @cached_property
    def rows(self):
        related = self.candidates.select_related("person", "sending_unit", "bloc", "place__offer__unit")
        rows = self.chosen(related, "person__search_name", "sending_unit__search_name")
        order = {"unit": "sending_unit__sort_key", "bloc": "bloc__order"}.get(self.request.GET.get("sort", ""))
        return rows.order_by(*filter(None, [order]), "person__sort_key", "pk").prefetch_related("wishes__unit")

    def get(self, request, *args, **kwargs) -> HttpResponse:
        if request.GET.get("export") != "xlsx":
            return super().get(request, *args, **kwargs)
        heads = [_("Staff code"), _("Full name"), _("Sending unit"), _("Bloc"), _("Kind"), _("Wishes"), _("Reason")]
        lines = [
            [
                row.person.staff_code,
                row.person.full_name,
                row.sending_unit.name,
                str(row.bloc),
                row.get_kind_display(),
                "; ".join(str(wish.unit) for wish in row.wishes.all()),
                row.reason,
            ]
            for row in self.rows
        ]
        record_export(_("Officials put forward: %(wave)s") % {"wave": self.wave}, count=len(lines), by=request.user)
        widths = (14, 28, 32, 32, 14, 40, 60)
        return list_workbook(_("Officials"), heads, lines, widths=widths, name=f"nhan-su-{self.wave.code}")

    def get_context_data(self, **kwargs):
        page = Paginator(self.rows, PER_PAGE).get_page(self.request.GET.get("page"))
        verdicts = verdicts_of(self.wave, page.object_list)
        rows = [(row, verdicts[row.pk], VERDICT_TONES.get(verdicts[row.pk].code, "")) for row in page.object_list]
        for row, _verdict, _tone in rows:
            row.age = row.person.age_on(self.wave.reference_date)
        return super().get_context_data(page=page, rows=rows, day=today(), **kwargs)
