"""Keeping statements: each once, with the actor we know, and with what it means for the part it speaks of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.errors import CurriculumError
from curriculum.packages.models import Package, PackageItem, PackageItemState, PackagePage, PackageRegistration
from curriculum.packages.queries import learner_of
from curriculum.packages.runtime import Completion, Reported, Success
from curriculum.packages.services.states import reach, registered, settle
from curriculum.packages.statements import vocabulary as words
from curriculum.packages.statements.models import LaunchSession, Statement
from curriculum.packages.statements.reading import ReadStatement, read_statements


class ConflictingStatement(CurriculumError):
    """Another statement carries this id."""


class ForbiddenStatement(CurriculumError):
    """A statement that cmi5 does not allow at this point."""


def actor_of(user) -> dict[str, Any]:
    """The person as an agent of xAPI: an account of this portal."""
    return {"objectType": "Agent", "account": {"homePage": settings.BASE_URL, "name": learner_of(user)[0]}}


def activity_of(item: PackageItem) -> str:
    """The activity of a unit by a name of the portal's own, as cmi5 asks; the publisher's stands in the context."""
    return f"{settings.BASE_URL}/packages/{item.package_id}/parts/{item.pk}"


@transaction.atomic
def keep_statements(page: PackagePage, item: PackageItem, sent: Any, *, by) -> list[Statement]:
    """Statements that the player of H5P told the portal's page. Raises ``MalformedStatement``."""
    if item.package.kind != Package.Kind.H5P:
        raise CurriculumError(_("This part reports in another way."))
    read = read_statements(sent)
    registration = registered(page, by=by)
    kept = [store(one, registration, item) for one in read]
    state = state_of(registration, item)
    for one in read:
        if _speaks_of_the_whole(one):
            _take_result(state, one)
    state.save()
    settle(registration)
    return kept


def store(
    read: ReadStatement,
    registration: PackageRegistration,
    item: PackageItem | None,
    session: LaunchSession | None = None,
) -> Statement:
    """One statement, with our actor. Sent again it is answered as before; another of the same id is a conflict."""
    known = Statement.objects.filter(pk=read.id).first()
    if known:
        if known.digest != read.digest or known.registration_id != registration.pk:
            raise ConflictingStatement(_("Another statement carries the id %(id)s.") % {"id": read.id})
        return known
    moment = now()
    happened = min(read.happened_at or moment, moment)
    body = read.body | {
        "actor": actor_of(registration.user),
        "authority": {"objectType": "Agent", "account": {"homePage": settings.BASE_URL, "name": "portal"}},
        "timestamp": happened.isoformat(),
        "stored": moment.isoformat(),
        "version": words.VERSION,
    }
    body["context"] = body.get("context", {}) | {"registration": str(registration.key)}
    return Statement.objects.create(
        id=read.id,
        user=registration.user,
        registration=registration,
        item=item,
        session=session,
        verb=read.verb,
        activity=read.activity,
        happened_at=happened,
        stored_at=moment,
        body=body,
        digest=read.digest,
    )


def say(
    verb: str,
    registration: PackageRegistration,
    target: dict[str, Any],
    *,
    item: PackageItem | None = None,
    session: LaunchSession | None = None,
    result: dict[str, Any] | None = None,
    extensions: dict[str, Any] | None = None,
    grouping: Iterable[str] = (),
) -> Statement:
    """A statement that the portal itself makes, as cmi5 asks of it."""
    key = session.key if session else uuid4()
    body: dict[str, Any] = {
        "id": str(uuid4()),
        "verb": {"id": verb, "display": {"en": verb.rpartition("/")[2]}},
        "object": {"objectType": "Activity"} | target,
        "context": {
            "contextActivities": {"category": [{"id": words.CMI5}], "grouping": [{"id": one} for one in grouping]},
            "extensions": {words.SESSION: str(key)} | (extensions or {}),
        },
    }
    if result:
        body["result"] = result
    (read,) = read_statements(body)
    return store(read, registration, item, session)


def state_of(registration: PackageRegistration, item: PackageItem) -> PackageItemState:
    state, _made = PackageItemState.objects.get_or_create(
        registration=registration, item=item, defaults={"opened_at": now()}
    )
    return state


@transaction.atomic
def waive(page: PackagePage, item: PackageItem, user, *, reason: str, by) -> PackageItemState:
    """The office excuses a person from one part: it counts as done. Said twice, it is said once."""
    if not by.has_perm("curriculum.waive_package"):
        raise CurriculumError(_("Only the training office waives a part."))
    if not reason.strip():
        raise CurriculumError(_("Say why the part is waived."))
    registration = registered(page, by=user)
    state = state_of(registration, item)
    if state.waived_at:
        return state
    state.waived_at = now()
    state.save(update_fields=["waived_at"])
    if item.package.kind == Package.Kind.CMI5:
        result = {"success": True, "completion": True, "extensions": {words.REASON: reason.strip()[:300]}}
        say(words.WAIVED, registration, {"id": activity_of(item)}, item=item, result=result, grouping=[item.identifier])
        satisfy(registration)
    log(item.package, "curriculum.package.waive", user=by, data={"part": item.title, "user": user.pk, "reason": reason})
    settle(registration)
    return state


def satisfy(registration: PackageRegistration) -> None:
    """Says which blocks, and whether the course, are satisfied: once each, when all units in them are."""
    package = registration.package
    items = list(package.items.all())
    states = {state.item_id: state for state in registration.states.all()}
    said = set(registration.statements.filter(verb=words.SATISFIED).values_list("activity", flat=True))
    groups = [(one.identifier, words.BLOCK, _below(items, place)) for place, one in enumerate(items) if not one.href]
    groups.append((package.identifier, words.COURSE, items))
    for identifier, kind, within in groups:
        units = [one for one in within if one.href]
        is_satisfied = all(one.pk in states and one.lets_move_on(states[one.pk]) for one in units)
        place = "course" if kind == words.COURSE else f"blocks/{quote(identifier, safe='')[:1500]}"
        target = f"{settings.BASE_URL}/packages/{package.pk}/{place}"
        if units and is_satisfied and target not in said:
            definition = {"type": kind}
            say(words.SATISFIED, registration, {"id": target, "definition": definition}, grouping=[identifier])


def _below(items: list[PackageItem], place: int) -> list[PackageItem]:
    """The items within the one at this place: those after it that lie deeper, up to the next of its own depth."""
    within = []
    for one in items[place + 1 :]:
        if one.depth <= items[place].depth:
            break
        within.append(one)
    return within


def _speaks_of_the_whole(read: ReadStatement) -> bool:
    """H5P tells of parts of its content as well; these name the whole as their parent."""
    return not read.context("parent")


def _take_result(state: PackageItemState, read: ReadStatement) -> None:
    moment: datetime = min(read.happened_at or now(), now())
    finished = read.result.get("completion") is True or read.verb in (words.COMPLETED, words.PASSED, words.ANSWERED)
    success = {True: Success.PASSED, False: Success.FAILED}.get(read.result.get("success"), Success.UNKNOWN)
    if finished:
        state.completion = Completion.COMPLETED
        state.success = success
        state.score = read.scaled if read.scaled is not None else state.score
        state.reported_at = moment
    elif state.completion == Completion.UNKNOWN:
        state.completion = Completion.INCOMPLETE
    reach(state, Reported(Completion.COMPLETED if finished else Completion.INCOMPLETE, success), moment)
