"""Who is told of a change of mentor or an early end. Notices carry no word of what was said or why."""

from django.dispatch import receiver
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.mentor.receivers import LANGUAGE, account_holders
from portal.notifications.services import notify, notify_all
from training.mentoring.handovers.holding import keeper_of
from training.mentoring.handovers.reminders import ASSESSMENT
from training.mentoring.handovers.services import CODE
from training.mentoring.queries import next_signer
from training.models import Handover, Posting, TermForm, User
from training.rotation.capacities import Capacity
from training.signals import follow_up_asked, form_submitted, handover_begun, handover_closed, handovers_late


@receiver(handover_begun)
def ask_for_the_interim_assessment(handover: Handover, **kwargs) -> None:
    """Those who write it are asked; the official and the Committee are told that it is on its way."""
    form, posting = handover.form, handover.posting
    writers = form.version.definition["submitted_by"]
    with override(LANGUAGE):
        title = _("%(kind)s: %(person)s") % {"kind": handover.get_kind_display().capitalize(), "person": posting.person}
        body = _("The interim assessment (F8) is due by %(day)s.") % {"day": date_format(form.due_on, "d/m/Y")}
        asked = [user for capacity in writers for user in account_holders(posting, capacity)]
        key = f"handover:{handover.pk}:begun"
        notify_all(asked, key=key, title=title, body=body, url=reverse("mentor:form", args=[form.pk]))
        mentee = account_holders(posting, Capacity.MENTEE)
        notify_all(mentee, key=key, title=title, body=body, url=reverse("mentor:posting", args=[posting.pk]))
        if handover.mentor_due_on:
            day = date_format(handover.mentor_due_on, "d/m/Y")
            body = _("The new mentor is to be named by %(day)s.") % {"day": day}
        officers = account_holders(posting, Capacity.COMMITTEE_OFFICER)
        notify_all(officers, key=key, title=title, body=body, url=reverse("office:posting", args=[posting.pk]))


@receiver(form_submitted)
def tell_the_sending_unit(form: TermForm, **kwargs) -> None:
    """F8 informs the sending unit once everybody has signed (mentoring.md, "Who signs what")."""
    if form.code != CODE or form.status != TermForm.Status.LOCKED:
        return
    posting = form.posting
    with override(LANGUAGE):
        told = [
            user
            for capacity in (Capacity.LINK_OFFICER, Capacity.SENDING_UNIT)
            for user in account_holders(posting, capacity)
        ]
        title = _("%(form)s: %(person)s") % {"form": form.version.name, "person": posting.person}
        body = _("Signed by all and approved by the Committee.")
        notify_all(
            told, key=f"handover:{form.pk}:approved", title=title, body=body, url=reverse("mentor:form", args=[form.pk])
        )


@receiver(handovers_late)
def remind_of_what_is_late(handovers: list[Handover], what: str, days: int, **kwargs) -> None:
    """Whoever has the next word in the form, and the Committee; of a mentor not named, the host heads too."""
    with override(LANGUAGE):
        for handover in handovers:
            form, posting = handover.form, handover.posting
            key = f"handover:{handover.pk}:late:{what}:{days}"
            title = _("Late: %(kind)s, %(person)s") % {"kind": handover.get_kind_display(), "person": posting.person}
            desk = reverse("office:posting", args=[posting.pk])
            if what == ASSESSMENT:
                body = _("The interim assessment (F8) was due by %(day)s.") % {"day": date_format(form.due_on, "d/m/Y")}
                asked, page = _next_in(form), reverse("mentor:form", args=[form.pk])
            else:
                day = date_format(handover.mentor_due_on, "d/m/Y")
                body = _("The new mentor was to be named by %(day)s.") % {"day": day}
                asked = account_holders(posting, Capacity.HOST_HEAD)
                page = reverse("mentor:posting", args=[posting.pk])
            officers = account_holders(posting, Capacity.COMMITTEE_OFFICER)
            notify_all(officers, key=key, title=title, body=body, url=desk)
            others = [user for user in asked if user is not None and user not in officers]
            notify_all(others, key=key, title=title, body=body, url=page)


def _next_in(form: TermForm) -> list:
    """Who writes it, be it the mentor who left and keeps it, or the next to sign."""
    capacities = form.version.definition["submitted_by"] if form.is_unfiled else [next_signer(form)]
    keeper = keeper_of(form)
    if keeper is not None and Capacity.MENTOR in capacities:
        return list(User.objects.filter(pk=keeper))
    return [user for capacity in capacities if capacity for user in account_holders(form.posting, capacity)]


@receiver(follow_up_asked)
def ask_how_it_went(postings: list[Posting], **kwargs) -> None:
    with override(LANGUAGE):
        for posting in postings:
            notify(
                posting.person.user,
                key=f"posting:{posting.pk}:follow_up",
                title=_("How has it gone since your posting?"),
                body=_("A few questions about where you work now and how useful the mentoring was."),
                url=reverse("mentor:follow_up", args=[posting.pk]),
            )


@receiver(handover_closed)
def tell_of_the_new_mentor(handover: Handover, **kwargs) -> None:
    if handover.outcome != Handover.Outcome.HANDED_OVER:
        return
    posting, mentor = handover.posting, handover.coming.mentor
    with override(LANGUAGE):
        key = f"handover:{handover.pk}:closed"
        notify_all(
            [mentor.person.user],
            key=key,
            title=_("You guide %(person)s") % {"person": posting.person},
            body=_("The handover sheet says what was agreed before and what is due."),
            url=reverse("mentor:handover", args=[posting.pk]),
        )
        notify_all(
            [*account_holders(posting, Capacity.MENTEE), *account_holders(posting, Capacity.HOST_HEAD)],
            key=key,
            title=_("A new mentor: %(mentor)s") % {"mentor": mentor},
            url=reverse("mentor:posting", args=[posting.pk]),
        )
        leaving = handover.leaving.mentor.person.user
        body = _("What you had begun stays yours to finish for some days, or to hand over.")
        title = _("You no longer guide %(person)s") % {"person": posting.person}
        notify_all([leaving], key=key, title=title, body=body, url=reverse("notices:list"))
