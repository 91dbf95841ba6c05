"""Which workspaces a user may enter. Each page asks for more by the names its own room gives."""

from datetime import date
from typing import NamedTuple

import rules

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from curriculum.clock.time import today
from curriculum.prepared.questions import Prepared
from training.cohorts.models import OFFICE_READERS
from training.models import KeptForm, Lecturer, Mentorship, Nomination, Posting, TrainingClass
from training.people.models import Role, User
from training.people.roles import roles_of
from training.people.rules import holds
from training.rotation.models import COMMITTEE

OFFICE_ROLES = (
    Role.SYSTEM_ADMIN,
    Role.TRAINING_OFFICE,
    Role.COMMITTEE_OFFICER,
    Role.COMMITTEE_LEADER,
    Role.REGISTRAR,
    Role.SIGNATORY,
    Role.AUDITOR,
    Role.EDITOR,
)

uses_office = holds(*OFFICE_ROLES)
uses_unit = holds(Role.UNIT_COORDINATOR, Role.UNIT_HEAD)


class Glance(NamedTuple):
    """What every page asks of its visitor: teaches or supervises, guides an official, has something left of it to
    finish, notices unread; and, so that first screens need not ask, whether a posting runs, a nomination is on its way,
    and there is or was a posting at all.
    """

    teaches: bool
    mentors: bool
    finishes: bool
    unread: int
    is_posted: bool
    is_nominated: bool
    was_posted: bool

    @property
    def guides(self) -> bool:
        return self.mentors or self.finishes


def glance_of(user) -> Glance:
    """One query for each request."""
    if not hasattr(user, "_glance"):
        (row,) = _facts_of(user.pk, today())
        user._glance = Glance(*row)
    return user._glance


@Prepared
def _facts_of(user: int, day: date) -> QuerySet[User]:
    teaching = Lecturer.objects.filter(person__user=OuterRef("pk"), is_active=True)
    supervising = TrainingClass.objects.filter(supervisor=OuterRef("pk"))
    guiding = Mentorship.objects.current().filter(mentor__person__user=OuterRef("pk"))
    kept = KeptForm.objects.filter(released_at__isnull=True, until__gte=day)
    finishing = kept.filter(mentorship__mentor__person__user=OuterRef("pk"))
    postings = Posting.objects.filter(person__user=OuterRef("pk"))
    posted = Posting.objects.active().filter(person__user=OuterRef("pk"))
    nominated = Nomination.objects.filter(person__user=OuterRef("pk"), status__in=Nomination.ON_THE_WAY)
    notices = User.notices.rel.related_model.objects  # not imported: notices stand above what imports this
    unread = notices.unread().filter(user=OuterRef("pk")).order_by().values("user")
    count = Coalesce(Subquery(unread.annotate(count=Count("pk")).values("count")), 0)
    in_class = ExpressionWrapper(Exists(teaching) | Exists(supervising), BooleanField())
    mine = (Exists(guiding), Exists(finishing))
    asked = (in_class, *mine, count, Exists(posted), Exists(nominated), Exists(postings))
    return User.objects.filter(pk=user).values_list(*asked)


def duties_of(user) -> tuple[bool, bool]:
    """Whether the user teaches or supervises a class, and whether the user guides an official today."""
    glance = glance_of(user)
    return glance.teaches, glance.guides


@rules.predicate
def teaches(user) -> bool:
    return duties_of(user)[0]


@rules.predicate
def guides(user) -> bool:
    """Mentors, heads of host units and link officers work in the mentor's workspace."""
    return roles_of(user).has(Role.UNIT_HEAD, Role.LINK_OFFICER) or duties_of(user)[1]


# The lists of the offices; what a single row allows is asked of its own room.
rules.add_perm("portal.see_classes", holds(*OFFICE_READERS))
rules.add_perm("portal.see_postings", holds(*COMMITTEE))
rules.add_perm("portal.see_regulations", uses_office)
# Official documents; the page that offers one asks for the thing it speaks of.
rules.add_perm("portal.see_papers", holds(*OFFICE_READERS))
rules.add_perm(
    "portal.prepare_paper", holds(Role.TRAINING_OFFICE, Role.COMMITTEE_OFFICER, Role.COMMITTEE_LEADER, Role.REGISTRAR)
)
rules.add_perm("portal.use_office", uses_office)
rules.add_perm("portal.use_unit", rules.is_authenticated & uses_unit)
rules.add_perm("portal.use_lecturer", rules.is_authenticated & teaches)
rules.add_perm("portal.use_mentor", rules.is_authenticated & guides)
rules.add_perm("portal.use_trainee", rules.is_authenticated)
# Wagtail asks this name for its admin; the offices work there.
rules.add_perm("wagtailadmin.access_admin", uses_office)
