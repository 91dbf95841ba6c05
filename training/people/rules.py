"""Who may do what, asked of the roles in force today."""

import rules

from training.people.models import CITY_WIDE_READERS, Position, Role
from training.people.roles import roles_of


def holds(*roles: Role) -> rules.Predicate:
    """A predicate: the user has been granted one of the roles, anywhere."""

    def held(user) -> bool:
        return roles_of(user).has(*roles)

    return rules.Predicate(held, name="holds_" + "_or_".join(roles))


is_system_admin = holds(Role.SYSTEM_ADMIN)
is_training_office = holds(Role.TRAINING_OFFICE)
is_committee = holds(Role.COMMITTEE_OFFICER, Role.COMMITTEE_LEADER)
is_registrar = holds(Role.REGISTRAR)
is_signatory = holds(Role.SIGNATORY)
is_auditor = holds(Role.AUDITOR)
is_editor = holds(Role.EDITOR)
is_unit_officer = holds(Role.UNIT_COORDINATOR, Role.UNIT_HEAD)
reads_city_wide = holds(*CITY_WIDE_READERS)


@rules.predicate
def is_oneself(user, person) -> bool:
    return person is not None and person.user_id == user.pk


@rules.predicate
def answers_for_unit_of(user, person) -> bool:
    """The user is contact officer or head of a unit in which the person holds an office today."""
    units = roles_of(user).unit_ids(Role.UNIT_COORDINATOR, Role.UNIT_HEAD)
    if person is None or not units:
        return False
    return Position.objects.current().filter(person=person, unit__in=units).exists()


can_view_person = reads_city_wide | is_oneself | answers_for_unit_of

rules.add_perm("training.view_person", can_view_person)
rules.add_perm("training.change_person", is_training_office | is_committee)
rules.add_perm("training.import_people", is_training_office | is_committee)
rules.add_perm("training.grant_roles", is_system_admin)
rules.add_perm("training.change_unit", is_system_admin)
rules.add_perm("training.change_regulatedvalue", is_system_admin)
rules.add_perm("training.view_unit", rules.is_authenticated)

# The bank of questions asks by name; it belongs to the school and its editors.
reads_bank = is_training_office | is_editor | is_auditor

rules.add_perm("curriculum.view_questions", reads_bank)
rules.add_perm("curriculum.import_lessons", is_training_office | is_editor)
rules.add_perm("curriculum.change_questions", is_training_office | is_editor)
rules.add_perm("curriculum.review_questions", is_training_office | is_editor)
