"""What a saving answers, and keeping a second version beside the first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from curriculum.clock.time import now
from training.mentoring.definitions import fingerprint
from training.mentoring.diary.models import DiaryEntry
from training.mentoring.models import MentoringContact, ParallelVersion, TermForm

Record = TypeVar("Record", MentoringContact, TermForm, DiaryEntry)

OWNERS = {MentoringContact: "contact", TermForm: "form", DiaryEntry: "page"}


@dataclass(frozen=True)
class Saved(Generic[Record]):
    """The record after a saving; ``conflict`` is the version that was kept beside it instead of in it.

    ``joined``: another device wrote since the version this one started from, and its page shows another text than the
    record has now. It must be opened anew before it goes on: else it would write over what nobody there has seen.
    """

    record: Record
    version: int
    saved_at: datetime
    conflict: ParallelVersion | None = None
    joined: bool = False


def keep_beside(
    record: MentoringContact | TermForm | DiaryEntry, answers: dict[str, Any], *, base_version: int, by
) -> ParallelVersion | None:
    """Keep answers that may not go into the record; the same answers arriving again are kept once.

    None where they were settled meanwhile: a draft that was left on the device of the one who chose asks nothing again.
    """
    owner = {OWNERS[type(record)]: record}
    version, _created = ParallelVersion.objects.get_or_create(
        **owner,
        sha256=fingerprint(answers),
        defaults={"base_version": base_version, "answers": answers, "written_by": by, "written_at": now()},
    )
    return None if version.settled_at else version
