"""One flag at the desk: what was found, what became of it, and what is done about it."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.flag_words import flag_sentence, flag_time, flag_tone
from portal.office.base import OfficeForm, OfficePage
from portal.office.flags.forms import AssignForm, CloseForm, NoteForm, RaiseForm, RecordForm
from training.mentoring.flags import services
from training.mentoring.flags.queries import flag_with_steps
from training.mentoring.flags.rules import (
    can_answer_flag,
    can_close_flag,
    can_direct_flag,
    can_read_words,
    rules_by_hand,
)
from training.models import Flag, Posting


class OfFlag:
    """Fetches the flag among those the user may read; for everybody else there is none."""

    parents = [("office:flags", _("Flags"))]

    @cached_property
    def flag(self) -> Flag:
        return get_object_or_404(flag_with_steps(self.request.user), pk=self.kwargs["pk"])


class FlagPage(OfFlag, OfficePage):
    permission = "portal.see_postings"
    template_name = "portal/office/flags/flag.html"
    header_icon = "warning"

    def get_page_title(self) -> str:
        return str(self.flag)

    def get_context_data(self, **kwargs):
        flag, user = self.flag, self.request.user
        return super().get_context_data(
            flag=flag,
            tone=flag_tone(flag),
            sentence=flag_sentence(flag),
            time=flag_time(flag),
            may_read_words=can_read_words(user, flag),
            may_acknowledge=flag.acknowledged_at is None and can_answer_flag(user, flag),
            may_escalate=flag.escalated_at is None and flag.watch.escalates_to and can_answer_flag(user, flag),
            may_close=can_close_flag(user, flag),
            may_assign=can_direct_flag(user, flag),
            **kwargs,
        )


class FlagAct(OfFlag, OfficeForm):
    permission = "portal.see_postings"
    template_name = "portal/office/change.html"
    consequence = ""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.has_perm(self.permission) and not self.may():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def may(self) -> bool:
        return can_answer_flag(self.request.user, self.flag)

    def get_page_subtitle(self) -> str:
        return str(self.flag)

    def get_success_url(self) -> str:
        return reverse("office:flag", args=[self.flag.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence=self.consequence, back=self.get_success_url(), **kwargs)


class AcknowledgeFlag(FlagAct):
    form_class = NoteForm
    page_title = _("Acknowledge")
    consequence = _("You say that you have seen it and act. Your name and the hour stay with the flag.")
    submit_label = _("Acknowledge")
    success_message = _("The flag was acknowledged.")

    def perform(self, form):
        return services.acknowledge_flag(self.flag, note=form.cleaned_data["note"], by=self.request.user)


class AssignFlag(FlagAct):
    form_class = AssignForm
    page_title = _("Assign")
    consequence = _("Only people who may read the flag can be chosen. They are told, with the day.")
    submit_label = _("Assign")
    success_message = _("The flag was assigned.")

    def may(self) -> bool:
        return can_direct_flag(self.request.user, self.flag)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"flag": self.flag}

    def get_initial(self):
        return {"to": self.flag.assigned_to_id, "due_on": self.flag.due_on}

    def perform(self, form):
        return services.assign_flag(self.flag, **form.cleaned_data, by=self.request.user)


class EscalateFlag(FlagAct):
    form_class = NoteForm
    page_title = _("Escalate")
    consequence = _("It goes at once to whoever stands above, who must acknowledge it anew. This happens once.")
    submit_label = _("Escalate")
    success_message = _("The flag was escalated.")

    def perform(self, form):
        return services.escalate_flag(self.flag, note=form.cleaned_data["note"], by=self.request.user)


class CloseFlag(FlagAct):
    form_class = CloseForm
    page_title = _("Close the flag")
    consequence = _("It stays in the register with its result and is not raised again for the same occasion.")
    submit_label = _("Close the flag")
    success_message = _("The flag was closed.")

    def may(self) -> bool:
        return can_close_flag(self.request.user, self.flag)

    def perform(self, form):
        return services.close_flag(
            self.flag,
            result=form.cleaned_data["result"],
            unfounded=form.cleaned_data["outcome"] == "unfounded",
            by=self.request.user,
        )


class OfPosting(OfficeForm):
    """Something written down about a posting."""

    permission = "training.change_posting"
    template_name = "portal/office/change.html"
    parents = [("office:postings", _("Postings"))]
    consequence = ""

    @cached_property
    def posting(self) -> Posting:
        seen = Posting.objects.visible_to(self.request.user).select_related("person")
        return get_object_or_404(seen, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.posting.decision_number or str(self.posting)

    def get_success_url(self) -> str:
        return reverse("office:posting", args=[self.posting.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence=self.consequence, back=self.get_success_url(), **kwargs)


class RaiseFlag(OfPosting):
    form_class = RaiseForm
    page_title = _("Raise a flag")
    consequence = _("Whoever the rules name is told and has to answer by a day.")
    submit_label = _("Raise the flag")
    success_message = _("The flag was raised.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"rules": rules_by_hand(self.request.user, self.posting)}

    def perform(self, form):
        return services.raise_flag(self.posting, **form.cleaned_data, by=self.request.user)


class RecordDocument(OfPosting):
    form_class = RecordForm
    page_title = _("Record a document")
    consequence = _("Only the number and the day are kept (rules on state secrets). The flag that asked for it eases.")
    submit_label = _("Record")
    success_message = _("The document was recorded.")

    def perform(self, form):
        return services.record_for_posting(self.posting, **form.cleaned_data, by=self.request.user)
