"""What was confirmed in a form before it was given back or unlocked: kept, and shown beside what it says now."""

from typing import Any

from portal.mentor.words import answer_words
from training.mentoring.forms import Filing, signatures_in_force
from training.mentoring.merging import is_empty
from training.mentoring.models import FormRevision, FormSignature


def earlier_versions(filing: Filing) -> list[dict[str, Any]]:
    """The revisions whose confirmations no longer count, the latest first, with what differs from the present answers.

    Only answers the reader may read are compared.
    """
    in_force = {signature.pk for signature in signatures_in_force(filing.form)}
    fallen: dict[int, list[FormSignature]] = {}
    for signature in filing.form.signatures.all():
        if signature.pk not in in_force:
            fallen.setdefault(signature.revision_id, []).append(signature)
    if not fallen:
        return []
    revisions = FormRevision.objects.filter(pk__in=fallen).order_by("-number")
    return [_version(revision, fallen[revision.pk], filing) for revision in revisions]


def _version(revision: FormRevision, signatures: list[FormSignature], filing: Filing) -> dict[str, Any]:
    readable = [item for item in filing.definition.fields() if filing.readable_in(revision, item)]
    changed = [
        {
            "label": item.label,
            "before": answer_words(revision.answers.get(item.id)),
            "now": answer_words(filing.answers.get(item.id)),
        }
        for item in readable
        if _differs(revision.answers.get(item.id), filing.answers.get(item.id))
    ]
    return {"revision": revision, "signatures": signatures, "changed": changed}


def _differs(before: Any, now: Any) -> bool:
    return before != now and not (is_empty(before) and is_empty(now))
