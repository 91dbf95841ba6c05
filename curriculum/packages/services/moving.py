"""Moving through a package by its own sequencing: entering it, what the learner asks for, what the content asks for."""

import re

from django.db import transaction

from curriculum.clock.time import now
from curriculum.packages.models import PackageItem, PackageItemState, PackagePage, PackageRegistration
from curriculum.packages.queries import Contents
from curriculum.packages.runtime import Completion, Success
from curriculum.packages.sequencing.process import REQUESTS, Request, perform
from curriculum.packages.sequencing.refusals import Refused
from curriculum.packages.services.states import Report, record_report, registered, settle
from curriculum.packages.tracks import Track, is_sequenced

AIMED = re.compile(r"\{target=(?P<target>[^{}]{1,2000})\}(?P<name>choice|jump)\Z")
OF_LEARNERS = ("start", "continue", "previous", "choice", "retry")


def enter(contents: Contents) -> Track | None:
    """The person's track, None where the package has no sequencing. Where nothing is under way it leads to a part."""
    page = contents.page
    if not is_sequenced(page.package, contents.items):
        return None
    if contents.registration and contents.registration.sequencing:
        track = Track(page.package, contents.items, contents.registration)
        if track.tree.current is not None or track.tree.is_over:
            return track
    track = _begin(page, by=contents.user)
    contents.refresh()
    return track


@transaction.atomic
def _begin(page: PackagePage, *, by) -> Track | None:
    registration = registered(page, by=by)
    track = Track.of(registration)
    if track is not None and track.tree.current is None and not track.tree.is_over:
        _perform(registration, track, Request("resumeAll" if track.tree.suspended else "start"))
    return track


@transaction.atomic
def move(page: PackagePage, request: Request, *, by) -> Refused | None:
    """What the learner asks for; the reason where it is not granted. A choice of the part under way changes nothing."""
    registration = registered(page, by=by)
    track = Track.of(registration)
    if track is None or request.name not in OF_LEARNERS:
        return None
    current = track.tree.current
    if request.name == "choice" and current and current.is_active and current.key == request.target:
        state = _state(registration, track.items[current.key])
        if state is None or not state.is_ended:
            return None
    return _perform(registration, track, request)


@transaction.atomic
def record_and_follow(page: PackagePage, item: PackageItem, report: Report, *, by) -> PackageItemState:
    """Keep a report; where the content has ended and asks to be led on, what it asks for is done (SN 5.6.2)."""
    state = record_report(page, item, report, by=by)
    if not report.ended or not report.request or (state.session, state.number) != (report.session, report.number):
        return state
    registration = registered(page, by=by)
    track = Track.of(registration)
    if track is not None:
        _follow(registration, track, item, report.request)
    return state


def _follow(registration: PackageRegistration, track: Track, item: PackageItem, asked: str) -> None:
    """Only of the part one is at. What cannot be granted leaves one at its end."""
    request = request_of(asked)
    if request and track.item == item and track.tree.current and track.tree.current.is_active:
        _perform(registration, track, request)


def request_of(asked: str) -> Request | None:
    """``adl.nav.request`` as content writes it (SN 5.6.2); None for "_none_" and what is no request."""
    if aimed := AIMED.match(asked):
        return Request(aimed["name"], aimed["target"])
    known = asked in REQUESTS and asked not in ("start", "resumeAll", "retry", "choice", "jump")
    return Request(asked) if known else None


def _perform(registration: PackageRegistration, track: Track, request: Request) -> Refused | None:
    """For who holds the lock on the registration."""
    before = {key: activity.attempts for key, activity in track.tree.activities.items()}
    refused = None
    try:
        activity = perform(track.tree, request)
    except Refused as why:
        activity, refused = None, why
    if activity is not None and activity.key in track.items:
        item = track.items[activity.key]
        _open(registration, item, is_new=activity.attempts > before[activity.key])
    registration.sequencing = track.tree.kept()
    registration.save(update_fields=["sequencing"])
    settle(registration, track)
    return refused


def _open(registration: PackageRegistration, item: PackageItem, *, is_new: bool) -> None:
    """The state of the part delivered. A new attempt begins with nothing known; what was reached stays."""
    opened = now()
    state = _state(registration, item) or PackageItemState(registration=registration, item=item, opened_at=opened)
    if is_new and state.pk:
        state.session, state.number, state.reported_at = None, 0, opened
        state.runtime, state.is_ended = {}, False
        state.completion, state.success, state.score = Completion.UNKNOWN, Success.UNKNOWN, None
    state.save()


def _state(registration: PackageRegistration, item: PackageItem) -> PackageItemState | None:
    return registration.states.filter(item=item).first()
