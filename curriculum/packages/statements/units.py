"""Statements of a unit of cmi5: taken in where cmi5 allows them, and what they mean for the unit."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.clock.time import now
from curriculum.packages.models import PackageItemState
from curriculum.packages.runtime import Completion, Reported, Success
from curriculum.packages.services.states import reach, registered, settle
from curriculum.packages.statements import vocabulary as words
from curriculum.packages.statements.models import LaunchSession, Statement
from curriculum.packages.statements.reading import ReadStatement, read_statements
from curriculum.packages.statements.services import ForbiddenStatement, activity_of, satisfy, state_of, store


@transaction.atomic
def take_statements(session: LaunchSession, sent: Any) -> list[Statement]:
    """All of them or none. Raises ``MalformedStatement``, ``ForbiddenStatement``, ``ConflictingStatement``."""
    read = read_statements(sent)
    registration = registered(session.registration.page, by=session.registration.user)
    session = LaunchSession.objects.select_for_update(of=("self",)).select_related("item__package").get(pk=session.pk)
    state = state_of(registration, session.item)
    known = set(Statement.objects.filter(pk__in=[one.id for one in read]).values_list("pk", flat=True))
    kept = []
    for one in read:
        if one.id not in known:
            _check(session, state, one)
            _take(session, state, one)
        kept.append(store(one, registration, session.item, session))
    session.save(update_fields=["initialized_at", "terminated_at"])
    state.save()
    satisfy(registration)
    settle(registration)
    return kept


def _check(session: LaunchSession, state: PackageItemState, read: ReadStatement) -> None:
    """The rules of cmi5 on what a unit may say and when."""
    context = read.body.get("context", {})
    if session.is_over:
        raise ForbiddenStatement(_("The session has ended."))
    if context.get("registration") != str(session.registration.key):
        raise ForbiddenStatement(_("The statement names another registration."))
    if context.get("extensions", {}).get(words.SESSION) != str(session.key):
        raise ForbiddenStatement(_("The statement names another session."))
    if read.verb in words.OF_THE_PORTAL or read.verb == words.VOIDED:
        raise ForbiddenStatement(_("A unit does not say this; the portal does."))
    if words.CMI5 in read.context("category"):
        _check_defined(session, state, read)
    elif session.initialized_at is None:
        raise ForbiddenStatement(_("The unit has not said that it is initialized."))


def _check_defined(session: LaunchSession, state: PackageItemState, read: ReadStatement) -> None:
    if read.verb not in words.OF_THE_UNIT or read.activity != activity_of(session.item):
        raise ForbiddenStatement(_("The statement does not speak of this unit in the words of cmi5."))
    if (read.verb == words.INITIALIZED) != (session.initialized_at is None):
        raise ForbiddenStatement(_("A session is initialized once, before everything else."))
    own = Statement.objects.filter(registration=session.registration, item=session.item)
    if read.verb in (words.COMPLETED, words.PASSED) and own.filter(verb=read.verb).exists():
        raise ForbiddenStatement(_("This was said before; cmi5 allows it once."))
    if read.verb in (words.PASSED, words.FAILED):
        if own.filter(session=session, verb__in=(words.PASSED, words.FAILED)).exists():
            raise ForbiddenStatement(_("A session passes or fails once."))
        mastery, scaled = session.item.details.get("mastery_score"), read.result.get("score", {}).get("scaled")
        reached = None if mastery is None or scaled is None else scaled >= float(mastery)
        if read.result.get("success") is not (read.verb == words.PASSED) or reached is (read.verb == words.FAILED):
            raise ForbiddenStatement(_("The verb, the result and the mastery score do not agree."))
    if read.verb == words.COMPLETED and read.result.get("completion") is not True:
        raise ForbiddenStatement(_("The verb, the result and the mastery score do not agree."))


def _take(session: LaunchSession, state: PackageItemState, read: ReadStatement) -> None:
    if words.CMI5 not in read.context("category"):
        return
    moment = min(read.happened_at or now(), now())
    if read.verb == words.INITIALIZED:
        session.initialized_at = moment
        if state.completion == Completion.UNKNOWN:
            state.completion = Completion.INCOMPLETE
    elif read.verb == words.TERMINATED:
        session.terminated_at = moment
        state.is_ended = True
    elif read.verb == words.COMPLETED:
        state.completion = Completion.COMPLETED
    else:
        state.success = Success.PASSED if read.verb == words.PASSED else Success.FAILED
        state.score = read.scaled if read.scaled is not None else state.score
    state.session, state.reported_at = session.key, moment
    reach(state, Reported(state.completion, state.success), moment)
