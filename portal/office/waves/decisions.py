"""One decision of a wave: the documents that led to it, whom it sends where, how each place was chosen."""

from django.http import Http404, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import override

from portal.office.waves.decision_papers import decision_paper
from portal.office.waves.pages import WavePage
from portal.papers.answers import answer_paper
from training.access.services import record_export
from training.models import Posting
from training.rotation.matching.decided import Decided, decided_in, steps_of


class WaveDecision(WavePage):
    template_name = "portal/office/waves/decision.html"
    header_icon = "doc-full"

    @cached_property
    def number(self) -> str:
        return self.request.GET.get("number", "")

    def get_page_title(self) -> str:
        return self.number

    @cached_property
    def decided(self) -> list[Decided]:
        seen = Posting.objects.visible_to(self.request.user).filter(wave=self.wave, decision_number=self.number)
        related = ("person", "sending_unit", "host_unit", "host_unit_now", "title", "created_by")
        return decided_in(self.wave, seen.select_related(*related).order_by("person__sort_key", "pk"))

    def get(self, request, *args, **kwargs) -> HttpResponse:
        if not self.decided:
            raise Http404(self.number)
        wanted = request.GET.get("export", "")
        if wanted not in ("pdf", "docx"):
            return super().get(request, *args, **kwargs)
        record_export(f"{self.number}: {self.wave}", count=len(self.decided), by=request.user)
        with override("vi"):
            paper = decision_paper(self.wave, steps_of(self.wave), self.decided)
        return answer_paper(paper, wanted, f"quyet dinh {self.number}")

    def get_context_data(self, **kwargs):
        first = self.decided[0].posting
        return super().get_context_data(
            decision_number=self.number,
            decision_on=first.decision_on,
            recorded=first,
            decided=self.decided,
            steps=steps_of(self.wave),
            **kwargs,
        )
