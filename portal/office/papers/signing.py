"""Who is offered as the signatory of a paper of the school."""

from certificates.models import Signatory

SCHOOL_CODE = "LHP"  # of the institution whose signatories are offered


def school_signatory() -> dict[str, str]:
    """Who signs for the school today, as initial values of a form; nothing where nobody is named."""
    found = (
        Signatory.objects.current()
        .filter(institution__code=SCHOOL_CODE)
        .select_related("person")
        .order_by("-valid_from")
        .first()
    )
    if found is None:
        return {}
    return {
        "capacity": found.capacity,
        "on_behalf_of": found.on_behalf_of,
        "title": found.title,
        "signer": found.person.full_name,
    }
