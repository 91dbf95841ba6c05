"""The matching of a wave: both proposals side by side with their reasons, what was chosen, changes by hand."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.office.postings.listings import by_folded_words
from portal.office.waves.changes import WaveChange, _Button
from portal.office.waves.forms import OverrideForm
from portal.office.waves.pages import PER_PAGE, WavePage
from portal.workbooks import list_workbook
from training.access.services import record_export
from training.errors import WrongState
from training.models import (
    Bloc,
    ChosenPlace,
    HandChange,
    MatchingRun,
    Method,
    Proposal,
    RotationWave,
    WaveCandidate,
    WaveOffer,
)
from training.rotation.matching.choosing import change_by_hand, take_over
from training.rotation.matching.gathering import gather
from training.rotation.matching.running import match_wave
from training.rotation.matching.wording import against_pair, part_names, points_word, reasons_of, why_open_words
from training.rotation.waves.secrecy import require_people

SHOWN = ("differ", "unplaced", "by_hand")


@dataclass
class Side:
    """What one method proposes for one official."""

    offer: WaveOffer | None
    points: str
    parts: list[tuple[str, int]]
    reasons: list[str]


@dataclass
class Row:
    candidate: WaveCandidate
    stable: Side
    optimal: Side
    place: ChosenPlace | None
    is_same: bool


class WaveMatching(WavePage):
    template_name = "portal/office/waves/matching.html"
    tab = "matching"

    @cached_property
    def matching(self) -> MatchingRun | None:
        if not self.candidates.exists():
            return None
        return self.wave.matchings.select_related("by").first()

    @cached_property
    def offers(self) -> dict[int, WaveOffer]:
        return WaveOffer.objects.filter(wave=self.wave).select_related("unit", "title").in_bulk()

    @cached_property
    def names(self) -> dict[int, str]:
        """Everybody of the wave by key, for the sentences."""
        return dict(WaveCandidate.objects.filter(wave=self.wave).values_list("pk", "person__full_name"))

    @cached_property
    def chosen(self):
        """The officials to show, as filtered."""
        rows = by_folded_words(self.candidates, self.request.GET.get("q", ""), "person__search_name")
        shown = self.request.GET.get("show", "")
        if shown == "by_hand":
            rows = rows.filter(place__source=ChosenPlace.Source.BY_HAND)
        elif shown in SHOWN and self.matching is not None:
            rows = rows.filter(pk__in=self._differing() if shown == "differ" else self._unplaced())
        return rows.select_related("person", "sending_unit", "bloc").order_by("person__sort_key", "pk")

    def _differing(self) -> set[int]:
        offers: dict[int, set] = {}
        for candidate, offer in self.matching.proposals.order_by().values_list("candidate", "offer"):
            offers.setdefault(candidate, set()).add(offer)
        return {candidate for candidate, proposed in offers.items() if len(proposed) > 1}

    def _unplaced(self):
        return self.matching.proposals.filter(offer=None).order_by().values("candidate")

    def get(self, request, *args, **kwargs) -> HttpResponse:
        if request.GET.get("export") != "xlsx" or self.matching is None:
            return super().get(request, *args, **kwargs)
        rows = self._rows(list(self.chosen))
        record_export(_("Matching: %(wave)s") % {"wave": self.wave}, count=len(rows), by=request.user)
        heads = [_("Full name"), _("Sending unit"), _("Kind"), Method.STABLE.label, _("Points"), _("Reasons")]
        heads += [Method.OPTIMAL.label, _("Points"), _("Reasons"), pgettext("matching", "Chosen"), _("Justification")]
        signed = {one.candidate_id: one for one in reversed(self._hand_changes())}
        lines = [
            [
                row.candidate.person.full_name,
                row.candidate.sending_unit.name,
                row.candidate.get_kind_display(),
                *_cells(row.stable),
                *_cells(row.optimal),
                str(row.place.offer or "") if row.place else "",
                _signed_words(signed.get(row.candidate.pk)),
            ]
            for row in rows
        ]
        widths = (28, 30, 14, 36, 8, 60, 36, 8, 60, 36, 60)
        return list_workbook(_("Matching"), heads, lines, widths=widths, name=f"ghep-{self.wave.code}")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(show=self.request.GET.get("show", ""), **kwargs)
        context["may_match"] = context["may_plan"] and self.secrecy.keeps_people
        context["words"] = self.request.GET.get("q", "")
        if self.matching is None:
            return context | {"matching": None, "ready": self._ready()}
        page = Paginator(self.chosen, PER_PAGE).get_page(self.request.GET.get("page"))
        report = self.matching.report
        return context | {
            "matching": self.matching,
            "page": page,
            "rows": self._rows(list(page.object_list)),
            "figures": _figures(report),
            "open_posts": [
                (Method(method).label, [why_open_words(fact, self.offers) for fact in report[method]["open"]])
                for method in Method.values
            ],
            "hand_changes": self._hand_changes(),
            "weights": [(part_names()[name], self.matching.weights[name]) for name in part_names()],
            "targets": self.matching.targets,
            "seconds": number_format(report["seconds"], 2),
            "blocs": _blocs(report),
        }

    def _ready(self) -> tuple[int, int]:
        return self.candidates.undecided().count(), len([one for one in self.offers.values() if not one.withdrawn_at])

    def _hand_changes(self) -> list[HandChange]:
        rows = HandChange.objects.filter(candidate__in=self.candidates)
        related = ("candidate__person", "before__unit", "before__title", "after__unit", "after__title", "by")
        return list(rows.select_related(*related))

    def _rows(self, candidates: list[WaveCandidate]) -> list[Row]:
        keys = [one.pk for one in candidates]
        proposals: dict[tuple[int, str], Proposal] = {
            (row.candidate_id, row.method): row for row in self.matching.proposals.filter(candidate__in=keys)
        }
        places = {row.candidate_id: row for row in ChosenPlace.objects.filter(candidate__in=keys)}
        made = []
        for one in candidates:
            place = places.get(one.pk)
            if place is not None and place.offer_id:
                place.offer = self.offers[place.offer_id]
            sides = [self._side(proposals.get((one.pk, method))) for method in Method.values]
            made.append(Row(one, *sides, place=place, is_same=sides[0].offer == sides[1].offer))
        return made

    def _side(self, proposal: Proposal | None) -> Side:
        if proposal is None:
            return Side(None, "", [], [_("Not part of this matching: set by hand, decided, or put forward later.")])
        names = part_names()
        parts = [(names[name], points) for name, points in proposal.reasons.get("parts", {}).items()]
        offer = self.offers.get(proposal.offer_id) if proposal.offer_id else None
        points = "" if proposal.score is None else points_word(proposal.score)
        return Side(offer, points, parts, reasons_of(proposal, self.offers, self.names))


def _cells(side: Side) -> list[str]:
    return [str(side.offer or ""), side.points, " ".join(side.reasons)]


def _signed_words(change: HandChange | None) -> str:
    if change is None:
        return ""
    return f"{change.justification} ({change.by}, {change.at:%d/%m/%Y %H:%M}, SHA-256 {change.sha256})"


def _figures(report: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Both proposals figure by figure."""
    one, other = report["stable"], report["optimal"]

    def line(label: str, name: str) -> tuple[str, str, str]:
        return label, number_format(one[name]), number_format(other[name])

    def share(label: str, name: str) -> tuple[str, str, str]:
        return label, _share(one, name), _share(other, name)

    return [
        (
            _("posts filled, of %(count)d") % {"count": report["posts"]},
            number_format(one["filled"]),
            number_format(other["filled"]),
        ),
        (_("points together"), points_word(one["points"]), points_word(other["points"])),
        (
            _("first, second, third wishes met"),
            " / ".join(str(one["wishes"][rank]) for rank in "123"),
            " / ".join(str(other["wishes"][rank]) for rank in "123"),
        ),
        share(_("women"), "women"),
        share(_("young officials"), "young"),
        line(_("go from one bloc to another"), "crossed"),
        line(_("urgent posts left open"), "urgent_open"),
        line(_("pairs who would both rather have each other"), "blocking"),
        (
            _("could be better together by at most"),
            "–",
            f"{number_format(other['gap'], 2)} %",
        ),
        (_("seconds"), number_format(one["seconds"], 2), number_format(other["seconds"], 2)),
    ]


def _share(report: dict[str, Any], name: str) -> str:
    percent = round(100 * report[name] / report["filled"]) if report["filled"] else 0
    return f"{report[name]} ({percent} %)"


def _blocs(report: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [
        (str(bloc), report["stable"]["blocs"].get(str(bloc.pk), 0), report["optimal"]["blocs"].get(str(bloc.pk), 0))
        for bloc in Bloc.objects.current()
    ]


class MatchWave(_Button):
    permission = "training.match_wave"
    back_to = "office:wave_matching"
    success_message = gettext_lazy("Both proposals were made. Nothing is chosen yet.")

    def change(self, wave: RotationWave) -> None:
        match_wave(wave, by=self.request.user)


class TakeOver(_Button):
    permission = "training.match_wave"
    back_to = "office:wave_matching"
    success_message = gettext_lazy("The proposal was taken over; places set by hand stayed.")

    def change(self, wave: RotationWave) -> None:
        require_people()
        run = wave.matchings.filter(pk=self.request.POST.get("run") or 0).first()
        if run is None:
            raise WrongState(_("Match first, then take a proposal over."))
        take_over(run, self.request.POST.get("method", ""), by=self.request.user)


class ChangeByHand(WaveChange):
    permission = "training.match_wave"
    template_name = "portal/office/waves/override.html"
    form_class = OverrideForm
    page_title = gettext_lazy("Change a place by hand")
    submit_label = gettext_lazy("Sign the change")
    success_message = gettext_lazy("The change was signed and is kept with its justification.")
    back_to = "office:wave_matching"
    consequence = gettext_lazy(
        "Hard rules hold here too: what a rule forbids needs a decision of exception. The next matching leaves this "
        "place as it is."
    )

    @cached_property
    def candidate(self) -> WaveCandidate:
        seen = WaveCandidate.objects.visible_to(self.request.user).undecided()
        return get_object_or_404(seen.select_related("wave", "person", "sending_unit", "bloc"), pk=self.kwargs["pk"])

    @cached_property
    def wave(self) -> RotationWave:
        return self.candidate.wave

    def get_page_subtitle(self) -> str:
        return str(self.candidate)

    @cached_property
    def posts(self) -> tuple[list[tuple[int, str]], list[tuple[WaveOffer, list[str]]]]:
        """The posts he may have, best first, with points and who has them; and those he may not have, and why."""
        gathered = gather(self.wave, everybody=True)
        row = gathered.row_of(self.candidate)
        chosen = ChosenPlace.objects.filter(candidate__wave=self.wave, offer__isnull=False)
        holders: dict[int, list[str]] = {}
        for offer, name in chosen.exclude(candidate=self.candidate).values_list(
            "offer", "candidate__person__full_name"
        ):
            holders.setdefault(offer, []).append(name)
        may: list[tuple[int, int, str]] = []
        may_not: list[tuple[WaveOffer, list[str]]] = []
        for column, offer in enumerate(gathered.offers):
            if offer.kind != self.candidate.kind:
                continue
            against = against_pair(gathered, self.candidate, offer)
            if against:
                may_not.append((offer, against))
                continue
            points = int(gathered.problem.points[row, column])
            words = _("%(post)s: %(points)s points") % {"post": offer, "points": points_word(points)}
            taken = holders.get(offer.pk, [])
            if len(taken) >= offer.places:
                words += " · " + _("given to %(names)s") % {"names": ", ".join(taken)}
            may.append((points, offer.pk, words))
        may.sort(key=lambda one: (-one[0], one[1]))
        return [(pk, words) for _points, pk, words in may], may_not

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"offers": self.posts[0]}

    def get_initial(self):
        place = ChosenPlace.objects.filter(candidate=self.candidate).first()
        return {"offer": place.offer_id if place else None}

    def perform(self, form):
        offer = WaveOffer.objects.filter(pk=form.cleaned_data["offer"] or 0).select_related("unit", "title").first()
        justification = form.cleaned_data["justification"]
        return change_by_hand(self.candidate, offer, justification=justification, by=self.request.user)

    def get_context_data(self, **kwargs):
        changes = self.candidate.hand_changes.select_related("before__unit", "before__title", "after__unit", "by")
        return super().get_context_data(
            candidate=self.candidate,
            may_not=self.posts[1],
            changes=changes,
            weights=reverse("office:regulations"),
            **kwargs,
        )
