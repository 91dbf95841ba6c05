"""A person's record: study, postings and certificates on one line of time, newest first."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Certificate
from training.models import Enrolment, Obligation, Position, Posting
from training.obligations.queries import with_programme


@dataclass(frozen=True)
class Event:
    """One entry of the record."""

    day: date
    icon: str
    title: str
    note: str
    state: str = ""
    state_label: str = ""
    url: str = ""


def record_of(user) -> list[Event]:
    """Everything the portal knows of the person's way, in five queries."""
    events = [*_offices(user), *_studies(user), *_postings(user), *_certificates(user), *_obligations(user)]
    return sorted(events, key=lambda event: event.day, reverse=True)


def _offices(user) -> list[Event]:
    held = Position.objects.filter(person__user=user).select_related("title", "unit")
    return [Event(one.valid_from, "briefcase", str(one.title), one.unit.display_name) for one in held]


def _studies(user) -> list[Event]:
    mine = Enrolment.objects.of_user(user).select_related("training_class")
    return [
        Event(
            one.training_class.opens_on,
            "graduation-cap",
            one.training_class.name,
            one.training_class.place,
            one.status,
            one.get_status_display(),
            reverse("trainee:class", args=[one.training_class_id]),
        )
        for one in mine
    ]


def _postings(user) -> list[Event]:
    mine = Posting.objects.filter(person__user=user).select_related("host_unit", "host_unit_now", "title")
    return [
        Event(
            one.effective_on,
            "route",
            _("%(kind)s to %(unit)s")
            % {"kind": one.get_kind_display().capitalize(), "unit": one.host_unit.display_name},
            str(one.title),
            one.status,
            one.get_status_display(),
        )
        for one in mine
    ]


def _certificates(user) -> list[Event]:
    mine = Certificate.objects.filter(person__user=user)
    return [
        Event(
            one.issued_on,
            "award",
            one.facts.get("course", {}).get("programme") or one.get_kind_display().capitalize(),
            one.register_number,
            one.status,
            one.get_status_display(),
            reverse("trainee:certificates"),
        )
        for one in mine
    ]


def _obligations(user) -> list[Event]:
    """What offices asked for, at the day by which it was or is due."""
    mine = Obligation.objects.filter(person__user=user).exclude(state=Obligation.State.LAPSED)
    mine = with_programme(mine).select_related("rule")
    return [
        Event(
            one.due_on,
            "target",
            _("To be completed: %(programme)s") % {"programme": one.programme},
            one.rule.legal_basis,
            one.state,
            one.get_state_display(),
        )
        for one in mine
    ]
