"""What a city holds, without keys and moments of writing: equal digests, equal cities."""

import hashlib
import json

from certificates.models import Certificate
from training.models import (
    AttendanceRecord,
    ClassMeeting,
    DutyPeriod,
    Enrolment,
    Flag,
    FormRevision,
    Mark,
    MentoringContact,
    Nomination,
    Outcome,
    Person,
    Position,
    Posting,
    RoleGrant,
    RotationPlan,
    RotationWave,
    TeachingInvitation,
    TermForm,
    TrainingClass,
    WaveCandidate,
    WaveDocument,
    WaveOffer,
    WaveQuota,
    WaveWish,
)

CONTENT = {
    Person: ("staff_code", "full_name", "birth_date", "sort_key", "native_place__code", "native_place_text"),
    Position: ("person__staff_code", "unit__code", "unit__valid_from", "title__code", "valid_from", "valid_to"),
    RoleGrant: ("user__username", "role", "unit__code", "valid_from"),
    TrainingClass: ("code", "name", "opens_on", "closes_on", "status", "capacity", "place"),
    ClassMeeting: ("training_class__code", "date", "slot", "room__code", "lecturer__person__staff_code", "uid"),
    TeachingInvitation: ("meeting__uid", "lecturer__person__staff_code", "batch", "state", "reason"),
    DutyPeriod: ("title", "unit__code", "starts_on", "ends_on", "blocks"),
    Nomination: ("training_class__code", "person__staff_code", "unit__code", "status", "reason", "submitted_at"),
    Enrolment: ("training_class__code", "person__staff_code", "status", "position_text"),
    AttendanceRecord: ("meeting__uid", "enrolment__person__staff_code", "status"),
    Mark: ("enrolment__training_class__code", "enrolment__person__staff_code", "assessment__order", "kind", "value"),
    Outcome: ("enrolment__training_class__code", "enrolment__person__staff_code", "average", "band", "explanation"),
    Certificate: ("register_number", "verification_code", "status", "facts", "issued_on", "is_electronic"),
    Posting: ("decision_number", "person__staff_code", "host_unit__code", "effective_on", "due_on", "status"),
    RotationPlan: ("name", "document", "dated_on", "need", "area", "policies", "placement"),
    RotationWave: (
        "code",
        "name",
        "reference_date",
        "status",
        "plan__name",
        "offers_from",
        "decide_by",
        "effective_on",
    ),
    WaveDocument: ("wave__code", "step", "number", "dated_on"),
    WaveQuota: ("wave__code", "bloc__code", "kind", "places"),
    WaveOffer: ("wave__code", "unit__code", "title__code", "kind", "places", "urgency", "fields", "reason"),
    WaveCandidate: ("wave__code", "person__staff_code", "sending_unit__code", "bloc__code", "kind", "fields", "state"),
    WaveWish: ("candidate__person__staff_code", "unit__code", "rank"),
    MentoringContact: ("key", "status", "happened_at", "topics", "sha256"),
    TermForm: ("posting__decision_number", "code", "month", "opens_on", "due_on", "status"),
    FormRevision: ("key", "number", "sha256"),
    Flag: ("rule", "level", "status", "posting__decision_number", "unit__code", "raised_on", "due_on", "responder"),
}
DRAWN_ANEW = {"verification_code"}  # of the one certificate that a service issues, by its own random code


def digest_of_city() -> dict[str, str]:
    """One hash for each table, so that a difference names its place."""
    return {model.__name__: _digest(model, fields) for model, fields in CONTENT.items()}


def _digest(model, fields) -> str:
    names = [field for field in fields if field not in DRAWN_ANEW]
    rows = sorted(json.dumps(row, default=str, sort_keys=True) for row in model.objects.values_list(*names))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
