"""What the Committee changes of a running term: interruption, return, host unit after a division."""

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from portal.office.postings.forms import ContinueForm, InterruptForm, ResumeForm
from portal.office.postings.pages import PostingChange
from training.models import Unit
from training.rotation.following import continue_in, units_to_choose
from training.rotation.interrupting import interrupt_posting, resume_posting


class InterruptPosting(PostingChange):
    permission = "training.change_posting"
    form_class = InterruptForm
    page_title = _("Interrupt the posting")
    consequence = _(
        "Only the days are kept, never the reason. The term ends later by as many days; forms not yet submitted are "
        "planned anew, what was submitted stays as it is."
    )
    submit_label = _("Interrupt")
    success_message = _("The interruption was recorded and the calendar of the term was moved.")

    def perform(self, form):
        return interrupt_posting(self.posting, **form.cleaned_data, by=self.request.user)


class ResumePosting(PostingChange):
    permission = "training.change_posting"
    form_class = ResumeForm
    page_title = _("Record the return")
    consequence = _("Where the return is on another day than planned, the term and its forms are planned anew.")
    submit_label = _("Record the return")
    success_message = _("The return was recorded.")

    def get_initial(self):
        return {"on": today()}

    def perform(self, form):
        return resume_posting(self.posting, **form.cleaned_data, by=self.request.user)


class ContinueInUnit(PostingChange):
    """Offered where the host unit was divided; a merger as a whole is followed by itself."""

    permission = "training.change_posting"
    form_class = ContinueForm
    page_title = _("Where the posting goes on")
    consequence = _(
        "The decision keeps the host unit as it was. The head of the chosen unit sees the posting from now."
    )
    submit_label = _("Record the unit")
    success_message = _("The unit was recorded.")

    @cached_property
    def units(self) -> list[Unit]:
        found = units_to_choose(self.posting)
        if not found:
            raise Http404
        return found

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": self.units}

    def perform(self, form):
        return continue_in(self.posting, **form.cleaned_data, by=self.request.user)
