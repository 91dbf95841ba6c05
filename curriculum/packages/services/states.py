"""Keeping what content reports: in its true order, each report once, and what was reached never lost again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from curriculum.clock.time import now
from curriculum.errors import CurriculumError
from curriculum.packages.models import Package, PackageItem, PackageItemState, PackagePage, PackageRegistration
from curriculum.packages.runtime import Completion, Reported, Success, read_runtime
from curriculum.packages.sequencing.attempts import take
from curriculum.packages.tracks import Track, is_met_on, said, score_of
from curriculum.signals import package_completed


@dataclass(frozen=True)
class Report:
    """One report of a part: the ``number``-th of a ``session``, made at a moment by the server's clock."""

    session: UUID
    number: int
    made_at: datetime
    runtime: Mapping[str, Any] = field(default_factory=dict)
    ended: bool = False
    request: str = ""  # where the content asks to be led when it ends: adl.nav.request


def open_part(page: PackagePage, item: PackageItem, *, by) -> None:
    """The person opens a part. The first time is kept; later ones change nothing."""
    _check_belongs(item, page.package_id)
    opened = now()
    registration = PackageRegistration(user=by, page=page, package_id=page.package_id, opened_at=opened)
    with transaction.atomic():
        _add_once(registration, "user", "page", "package")
        state = PackageItemState(registration=registration, item=item, opened_at=opened)
        _add_once(state, "registration", "item")
        if item.is_met_by(state, page.completion):
            settle(registered(page, by=by))


def _add_once(row: Model, *key: str) -> None:
    """Adds the row where none has its key, in one statement; either way the row then knows its primary key."""
    manager = type(row)._default_manager
    manager.bulk_create([row], update_conflicts=True, unique_fields=key, update_fields=key[:1])


def registered(page: PackagePage, *, by) -> PackageRegistration:
    """The person's registration for the package the page offers today, locked; made where there is none."""
    registration, made = PackageRegistration.objects.get_or_create(
        user=by, page=page, package_id=page.package_id, defaults={"opened_at": now()}
    )
    return registration if made else PackageRegistration.objects.select_for_update().get(pk=registration.pk)


@transaction.atomic
def record_report(page: PackagePage, item: PackageItem, report: Report, *, by) -> PackageItemState:
    """Keep a report. One that is known, or older than what is kept, changes nothing but what it reached.

    Raises ``MalformedReport`` for what the content's standard does not allow.
    """
    if item.package.kind == Package.Kind.CMI5:
        raise CurriculumError(_("This part reports in another way."))
    reported = read_runtime(item, report.runtime, ended=report.ended)
    registration = registered(page, by=by)
    state = _state(registration, item)
    is_news = _is_news(state, report)
    if is_news:
        state.session, state.number, state.reported_at = report.session, report.number, report.made_at
        state.runtime, state.is_ended = dict(report.runtime), report.ended
        if item.package.kind != Package.Kind.H5P:  # whose results come as statements
            state.completion, state.success, state.score = reported.completion, reported.success, reported.score
    reach(state, reported, report.made_at)
    state.save()
    track = Track.of(registration)
    if track is not None and is_news:
        _track(registration, track, state, reported, report)
    settle(registration, track)
    return state


def _track(
    registration: PackageRegistration, track: Track, state: PackageItemState, reported: Reported, report: Report
) -> None:
    """What the report changes for the sequencing of the package. For who holds the lock."""
    activity = track.activity(state.item)
    if not activity.attempts:
        return
    take(track.tree, activity, said(reported, report.runtime, ended=report.ended))
    registration.sequencing = track.tree.kept()
    registration.save(update_fields=["sequencing"])


def reach(state: PackageItemState, reported: Reported, moment: datetime) -> None:
    """What was reached stays reached, whatever is reported later."""
    if reported.completion == Completion.COMPLETED:
        state.completed_at = min(state.completed_at or moment, moment)
    if reported.success == Success.PASSED:
        state.passed_at = min(state.passed_at or moment, moment)


def _is_news(state: PackageItemState, report: Report) -> bool:
    if state.session == report.session:
        return report.number > state.number
    return state.reported_at is None or report.made_at >= state.reported_at


def _state(registration: PackageRegistration, item: PackageItem) -> PackageItemState:
    _check_belongs(item, registration.package_id)
    state, _made = PackageItemState.objects.get_or_create(
        registration=registration, item=item, defaults={"opened_at": now()}
    )
    return state


def _check_belongs(item: PackageItem, package_id: int) -> None:
    if item.package_id != package_id:
        raise CurriculumError(_("This part belongs to another package. Open the page again."))


def settle(registration: PackageRegistration, track: Track | None = None) -> None:
    """Whether the page's rule is met, and the score of the whole; announced when new. For who holds the lock."""
    states = {state.item_id: state for state in registration.states.all()}
    rule = registration.page.completion
    track = track or Track.of(registration)
    if track is not None:
        score, is_met = score_of(track), is_met_on(track, rule, states)
    else:
        parts = registration.package.items.exclude(href="")
        scores = [state.score for state in states.values() if state.score is not None]
        score = sum(scores, Decimal(0)) / len(scores) if scores else None
        is_met = all(part.is_met_by(states.get(part.pk), rule) for part in parts)
    changed = []
    if score is not None and (registration.best_score is None or round(score, 4) > registration.best_score):
        registration.best_score = round(score, 4)
        changed.append("best_score")
    if registration.completed_at is None and is_met:
        registration.completed_at = now()
        changed.append("completed_at")
    if not changed:
        return
    registration.save(update_fields=changed)
    if "completed_at" in changed:
        transaction.on_commit(lambda: package_completed.send(PackageRegistration, registration=registration))
