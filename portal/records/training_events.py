"""Offices, study, obligations and certificates on the line of time."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateEvent, CertificateKind
from portal.records.events import Event, EventKind
from portal.records.sight import Sight, Standing
from training.models import Enrolment, Obligation
from training.obligations.queries import with_programme

SEES_MARKS = {Standing.ONESELF, Standing.COMMITTEE, Standing.AUDIT, Standing.SCHOOL, Standing.UNIT}


def offices(sight: Sight) -> Iterator[Event]:
    """Offices through time, as the sight holds them already."""
    for one in sight.offices:
        until = _("until %(day)s") % {"day": f"{one.valid_to:%d/%m/%Y}"} if one.valid_to else ""
        words = [one.unit.display_name, _("acting") if one.is_acting else "", until]
        yield Event(one.valid_from, EventKind.OFFICES, str(one.title), " · ".join(filter(None, words)))


def studies(sight: Sight) -> Iterator[Event]:
    """Each class when it opened, and what came of it once the results were recognised. One query."""
    mine = Enrolment.objects.filter(person=sight.person)
    for one in mine.select_related("training_class__recognition", "outcome"):
        given = one.training_class
        yield Event(
            given.opens_on,
            EventKind.STUDY,
            given.name,
            given.place,
            one.status,
            one.get_status_display(),
            reverse("trainee:class", args=[given.pk]) if sight.is_own else "",
        )
        recognition, outcome = getattr(given, "recognition", None), getattr(one, "outcome", None)
        if recognition is not None and outcome is not None:
            yield Event(
                recognition.decided_on,
                EventKind.STUDY,
                _("Result: %(name)s") % {"name": given.name},
                _result(sight, outcome, recognition),
                "passed" if outcome.is_passed else "failed",
                outcome.get_band_display(),
            )


def _result(sight: Sight, outcome, recognition) -> str:
    words = [_("decision %(number)s") % {"number": recognition.number}]
    if sight.standings & SEES_MARKS:
        if outcome.average is not None:
            words.append(_("average mark %(mark)s") % {"mark": number_format(outcome.average.normalize())})
        percent = number_format(outcome.attendance_percent.normalize())
        words.append(_("attendance %(percent)s %%") % {"percent": percent})
    return " · ".join(words)


def obligations(sight: Sight) -> Iterator[Event]:
    """What offices asked for, at the day by which it was or is due. One query."""
    mine = Obligation.objects.filter(person=sight.person).exclude(state=Obligation.State.LAPSED)
    for one in with_programme(mine).select_related("rule"):
        yield Event(
            one.due_on,
            EventKind.OBLIGATIONS,
            _("To be completed: %(programme)s") % {"programme": one.programme},
            one.rule.legal_basis,
            one.state,
            one.get_state_display(),
        )


def certificates(sight: Sight) -> Iterator[Event]:
    """Each certificate at its issue, and each decision about it afterwards. One query."""
    url = reverse("trainee:certificates") if sight.is_own else ""
    states, kinds = dict(Certificate.Status.choices), dict(CertificateEvent.Kind.choices)
    told = set()
    for one in (
        Certificate.objects.filter(person=sight.person)
        .order_by("pk")
        .values(
            *("pk", "facts", "kind", "register_number", "issued_on", "status"),
            *("events__kind", "events__effective_on", "events__decision_number"),
        )
    ):
        number = {"number": one["register_number"]}
        if one["pk"] not in told:
            told.add(one["pk"])
            yield Event(
                one["issued_on"],
                EventKind.CERTIFICATES,
                one["facts"].get("course", {}).get("programme") or str(CertificateKind(one["kind"]).label).capitalize(),
                _("register number %(number)s") % number,
                one["status"],
                str(states[one["status"]]),
                url,
            )
        if one["events__kind"]:
            yield Event(
                one["events__effective_on"],
                EventKind.CERTIFICATES,
                _("Certificate %(number)s") % number,
                _("decision %(number)s") % {"number": one["events__decision_number"]},
                one["events__kind"],
                str(kinds[one["events__kind"]]),
            )
