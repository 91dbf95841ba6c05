"""Tells the two sides, the host heads and the Committee what now waits for them."""

from django.contrib.auth import get_user_model
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.flag_words import flag_sentence
from portal.notifications.services import notify, notify_all
from training.mentoring.definitions import Definition
from training.mentoring.flags.catalogue import Responder
from training.mentoring.flags.rules import acts_for, can_view_flag
from training.mentoring.models import MentoringContact, Mentorship, TermForm
from training.mentoring.queries import next_signer
from training.models import Flag, MentorReview, Role, RoleGrant
from training.rotation.capacities import Capacity
from training.signals import (
    contact_confirmed,
    contact_submitted,
    flag_assigned,
    flags_escalated,
    flags_raised,
    form_submitted,
    form_unlocked,
    mentorship_changed,
    posting_started,
    reviews_due,
    survey_released,
)

LANGUAGE = "vi"  # notices are kept in the words in which they were told
ROLES: dict[str, tuple[Role, str | None]] = {
    Capacity.HOST_HEAD: (Role.UNIT_HEAD, "host_units"),
    Capacity.LINK_OFFICER: (Role.LINK_OFFICER, "sending_unit_id"),
    Capacity.COMMITTEE_OFFICER: (Role.COMMITTEE_OFFICER, None),
    Capacity.SENDING_UNIT: (Role.UNIT_COORDINATOR, "sending_unit_id"),
    Responder.COMMITTEE_LEADER: (Role.COMMITTEE_LEADER, None),
}


@receiver(posting_started)
def tell_of_posting(posting, **kwargs) -> None:
    with override(LANGUAGE):
        url = reverse("mentor:posting", args=[posting.pk])
        body = _("Decision %(number)s, effective on %(day)s. The calendar of your term is ready.") % {
            "number": posting.decision_number,
            "day": date_format(posting.effective_on, "d/m/Y"),
        }
        title = _("You are posted to %(unit)s") % {"unit": posting.host_unit.display_name}
        notify(posting.person.user, key=f"posting:{posting.pk}:started", title=title, body=body, url=url)
        for user in account_holders(posting, Capacity.MENTOR):
            title = _("You guide %(person)s") % {"person": posting.person}
            notify(user, key=f"posting:{posting.pk}:mentor", title=title, url=url)


@receiver(reviews_due)
def remind_mentors_of_their_review(reviews: list[MentorReview], occasion: str, **kwargs) -> None:
    """The yearly look back (F9) opens, its day comes near, is past, or the Committee gave it back."""
    rows = MentorReview.objects.filter(pk__in=[review.pk for review in reviews]).select_related("mentor__person__user")
    with override(LANGUAGE):
        for review in rows:
            notify(
                review.mentor.person.user,
                key=f"mentor:review:{review.pk}:{occasion}",
                title=_("Your self-review as a mentor, %(year)d") % {"year": review.year},
                body=_("To be confirmed by %(day)s.") % {"day": date_format(review.due_on, "d/m/Y")},
                url=reverse("mentor:review", args=[review.pk]),
            )


@receiver(mentorship_changed)
def tell_the_two_sides(mentorship: Mentorship, **kwargs) -> None:
    """Whoever is named, and the official, hear of it; the word for a new posting tells the mentor the same once."""
    posting = mentorship.posting
    if mentorship.valid_to is not None or posting.status == posting.Status.ENDED:
        return
    url = reverse("mentor:posting", args=[posting.pk])
    with override(LANGUAGE):
        notify(
            mentorship.mentor.person.user,
            key=f"posting:{posting.pk}:mentor",
            title=_("You guide %(person)s") % {"person": posting.person},
            url=url,
        )
        notify(
            posting.person.user,
            key=f"mentor:{mentorship.pk}:named",
            title=_("Your mentor is %(mentor)s") % {"mentor": mentorship.mentor},
            url=url,
        )


@receiver(contact_submitted)
def ask_the_other_side_to_confirm(contact: MentoringContact, **kwargs) -> None:
    mentorship = contact.mentorship
    sides = (mentorship.posting.person.user, mentorship.mentor.person.user)
    with override(LANGUAGE):
        notify_all(
            [user for user in sides if user is not None and user.pk != contact.recorded_by_id],
            key=f"contact:{contact.pk}:submitted:{contact.version}",
            title=_("%(who)s logged a contact") % {"who": contact.recorded_by},
            body=_("The contact of %(day)s waits for your words and your confirmation.") % {"day": _day(contact)},
            url=reverse("mentor:contact", args=[contact.key]),
        )


@receiver(contact_confirmed)
def tell_the_writer(contact: MentoringContact, **kwargs) -> None:
    with override(LANGUAGE):
        notify(
            contact.recorded_by,
            key=f"contact:{contact.pk}:confirmed",
            title=_("Contact confirmed"),
            body=_("%(who)s confirmed the contact of %(day)s.") % {"who": contact.confirmed_by, "day": _day(contact)},
            url=reverse("mentor:contact", args=[contact.key]),
        )


@receiver(form_submitted)
def ask_the_next_signer(form: TermForm, **kwargs) -> None:
    """Whoever confirms next is told; when all have confirmed, the two sides are."""
    posting, signer = form.posting, next_signer(form)
    asked = [signer] if signer else [Capacity.MENTEE, Capacity.MENTOR]
    with override(LANGUAGE):
        notify_all(
            [user for capacity in asked for user in account_holders(posting, capacity)],
            key=f"form:{form.pk}:{signer or 'locked'}:{form.revision_number}",
            title=_("%(form)s, %(person)s") % {"form": Definition.of(form.version).name, "person": posting.person},
            body=_("It waits for your confirmation.") if signer else _("It is confirmed by all and locked."),
            url=reverse("mentor:form", args=[form.pk]),
        )


@receiver(form_unlocked)
def tell_of_unlocking(form: TermForm, **kwargs) -> None:
    """Those who confirmed it; the reason stands in the log, not in the notice."""
    sides = (Capacity.MENTEE, Capacity.MENTOR, Capacity.HOST_HEAD)
    with override(LANGUAGE):
        notify_all(
            [user for side in sides for user in account_holders(form.posting, side)],
            key=f"form:{form.pk}:unlocked:{form.revision_number}",
            title=_("Unlocked: %(form)s, %(person)s")
            % {"form": Definition.of(form.version).name, "person": form.posting.person},
            body=_(
                "It is open once more, until %(day)s, and must be confirmed by all anew. What was confirmed is kept."
            )
            % {"day": date_format(form.due_on, "d/m/Y")},
            url=reverse("mentor:form", args=[form.pk]),
        )


def tell_not_confirmed(title: str, why: str, operation, address: str, users: list) -> None:
    """A confirmation given on one device did not hold: the signer and the person beside whom he sat are told."""
    with override(LANGUAGE):
        notify_all(
            users,
            key=f"form:unconfirmed:{operation}",
            title=_("Not confirmed: %(title)s") % {"title": title},
            body=why,
            url=address,
        )


@receiver(flags_raised)
def tell_whoever_has_to_answer(flags: list[Flag], **kwargs) -> None:
    with override(LANGUAGE):
        for flag in flags:
            key = f"flag:{flag.pk}:{flag.weight}:{flag.due_on or flag.raised_on}"
            _tell_of_flag(flag, account_holders(flag.posting, acts_for(flag.responder)), key)


@receiver(flags_escalated)
def tell_whoever_stands_above(flags: list[Flag], **kwargs) -> None:
    with override(LANGUAGE):
        for flag in flags:
            _tell_of_flag(flag, account_holders(flag.posting, acts_for(flag.responder)), f"flag:{flag.pk}:escalated")


@receiver(flag_assigned)
def tell_the_one_it_is_given_to(flag: Flag, **kwargs) -> None:
    with override(LANGUAGE):
        _tell_of_flag(flag, [flag.assigned_to], f"flag:{flag.pk}:assigned:{flag.assigned_to_id}:{flag.due_on}")


def _tell_of_flag(flag: Flag, users: list, key: str) -> None:
    """In words that tell nothing where it is restricted: notices also go out by mail."""
    readers = [user for user in users if user is not None and can_view_flag(user, flag)]
    title, body = _("A confidential flag waits for you"), ""
    if not flag.is_restricted:
        where = flag.posting.person if flag.posting else flag.unit.display_name
        title = _("%(flag)s: %(where)s") % {"flag": flag.get_rule_display(), "where": where}
        until = _("To be answered by %(day)s.") % {"day": date_format(flag.due_on, "d/m/Y")} if flag.due_on else ""
        body = " ".join(part for part in (flag_sentence(flag), until) if part)
    at_the_desk = [user for user in readers if user.has_perm("portal.see_postings")]
    desk = reverse("office:flag", args=[flag.pk])
    notify_all(at_the_desk, key=key, title=title, body=body, url=desk)
    others = [user for user in readers if user not in at_the_desk]
    notify_all(others, key=key, title=title, body=body, url=reverse("mentor:flag", args=[flag.pk]))


def account_holders(posting, capacity: str) -> list:
    """The accounts that stand in this capacity to the posting today."""
    if capacity == Capacity.MENTEE:
        return [posting.person.user]
    if capacity == Capacity.MENTOR:
        current = posting.mentorships.current().select_related("mentor__person__user")
        return [mentorship.mentor.person.user for mentorship in current]
    role, unit = ROLES[str(capacity)]
    grants = RoleGrant.objects.current().filter(role=role)
    if unit:
        held = getattr(posting, unit)
        grants = grants.filter(unit__in=held if isinstance(held, frozenset) else [held])
    return list(get_user_model().objects.filter(pk__in=grants.values("user")))


@receiver(survey_released)
def tell_of_summary(survey, **kwargs) -> None:
    """Those who guide and host the official, and himself; nothing of what was said stands in the notice."""
    posting = survey.form.posting
    sides = (Capacity.MENTEE, Capacity.MENTOR, Capacity.HOST_HEAD)
    with override(LANGUAGE):
        notify_all(
            [user for side in sides for user in account_holders(posting, side)],
            key=f"survey:{survey.pk}:released",
            title=_("The summary of feedback on %(person)s can be read") % {"person": posting.person},
            url=reverse("mentor:survey", args=[posting.pk]),
        )


def _day(contact: MentoringContact) -> str:
    return date_format(timezone.localtime(contact.happened_at), "d/m/Y")
