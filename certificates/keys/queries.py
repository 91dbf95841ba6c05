"""Which key signs for an institution."""

from certificates.keys.models import IssuerKey, KeyUse


def current_key(institution_code: str, use: str) -> IssuerKey | None:
    """The key that signs today; none where the institution has never made one."""
    found = IssuerKey.objects.current().filter(institution__code=institution_code, use=use)
    return found.select_related("institution").first()


def badging() -> set[int]:
    """The institutions that sign badges today."""
    return set(IssuerKey.objects.current().filter(use=KeyUse.BADGE).values_list("institution", flat=True))
