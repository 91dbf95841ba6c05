"""Cutting an issue into shares, which workers draw side by side."""

from collections.abc import Sequence

from certificates.register.models import Certificate, IssueBatch, IssueShare
from curriculum.clock.time import now

PER_SHARE = 50


def share_out(batch: IssueBatch, issued: Sequence[Certificate]) -> None:
    """Write down the shares of an issue, inside the transaction that enters it. Its numbers follow each other."""
    first, last = issued[0].number, issued[-1].number
    IssueShare.objects.bulk_create(
        IssueShare(batch=batch, first=start, last=min(start + PER_SHARE - 1, last), spoke_at=now())
        for start in range(first, last + 1, PER_SHARE)
    )
