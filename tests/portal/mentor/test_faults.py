"""Cycles of synchronisation over two devices of one mentor, with faults injected: nothing lost, nothing doubled.

``COSO_SYNC_CYCLES=10000 pytest tests/portal/mentor/test_faults.py -s`` makes ten thousand of them.
"""

import os
from collections import Counter

import pytest

from django.db import transaction

from curriculum.clock.time import now
from tests.portal.mentor.faults import Run

pytestmark = pytest.mark.django_db
CYCLES = int(os.environ.get("COSO_SYNC_CYCLES", "200"))
A_RUN = 50
ONCE_LOST = 145  # a page that was joined wrote over what it had not been shown


def test_what_two_devices_write_survives_cuts_kills_and_moved_clocks(client, cast, term):
    client.force_login(cast.mentor, backend="django.contrib.auth.backends.ModelBackend")
    found: Counter[str] = Counter()
    for seed in [ONCE_LOST, *range(max(CYCLES // A_RUN, 1))]:
        with transaction.atomic():
            run = Run(client, term, cast.mentor, seed, now())
            run.play(A_RUN)
            assert (run.lost, run.doubled) == ([], 0), f"seed {seed}"
            words = sum(len(one) for one in run.written.values())
            found.update(run.faults, cycles=run.cycles, words=words, contacts=len({key for key, _n in run.written}))
            transaction.set_rollback(True)
    print(dict(found))
    assert found["cycles"] >= CYCLES
