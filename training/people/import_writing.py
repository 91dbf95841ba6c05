"""Writing a checked import in a few statements, with an entry in the log for every person."""

from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from wagtail.models import ModelLogEntry

from curriculum.clock.time import now
from training.people.models import Person, Position
from training.signals import duties_changed

if TYPE_CHECKING:
    from training.people.imports import Comparison

BATCH = 1000
PERSON_FIELDS = (
    "full_name",
    "family_name",
    "middle_name",
    "given_name",
    "sort_key",
    "search_name",
    "birth_date",
    "sex",
    "staff_category",
    "political_theory_level",
    "native_place",
    "native_place_text",
    "birth_place",
    "residence",
    "email",
    "phone",
    "updated_at",
)


def write(comparison: "Comparison", *, by) -> None:
    """Write new and changed people and offices; the caller holds the transaction."""
    people = [person for person, _before, _after in comparison.changed_people]
    for person in people:
        person.updated_at = now()
    Person.objects.bulk_create(comparison.new_people, batch_size=BATCH)
    Person.objects.bulk_update(people, PERSON_FIELDS, batch_size=BATCH // 5)
    Position.objects.bulk_create(comparison.new_offices, batch_size=BATCH)
    Position.objects.bulk_update(
        comparison.changed_offices, ("valid_to", "is_concurrent", "is_acting", "decision_number"), batch_size=BATCH
    )
    _log(comparison, by)
    people_concerned = sorted({one.person_id for one in (*comparison.new_offices, *comparison.changed_offices)})
    transaction.on_commit(lambda: duties_changed.send(Position, people=people_concerned))


def _log(comparison: "Comparison", by) -> None:
    """The entries ``wagtail.log_actions.log`` would make one by one."""
    kind = ContentType.objects.get_for_model(Person)
    moment = now()

    def entry(person: Person, action: str, data: dict) -> ModelLogEntry:
        return ModelLogEntry(
            content_type=kind,
            object_id=str(person.pk),
            label=str(person),
            action=action,
            timestamp=moment,
            user=by,
            data=data,
            content_changed=True,
            deleted=False,
        )

    entries = [entry(p, "training.person.create", {"staff_code": p.staff_code}) for p in comparison.new_people]
    for person, before, after in comparison.changed_people:
        entries.append(entry(person, "training.person.change", {"before": before, "after": after}))
    for action, offices in (
        ("training.position.begin", comparison.new_offices),
        ("training.position.change", comparison.changed_offices),
    ):
        for office in offices:
            data = {
                "unit": office.unit_id,
                "title": office.title_id,
                "from": str(office.valid_from),
                "to": str(office.valid_to or ""),
            }
            entries.append(entry(office.person, action, data))
    ModelLogEntry.objects.bulk_create(entries, batch_size=BATCH)
