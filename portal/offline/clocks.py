"""When something happened on a device whose clock may be wrong.

A device tells, with what it sends, what its clock said and what the server's clock said at one and the same moment (it
asks for the server's time just before). The difference is its error. Where the page that made an operation is still
open, it also tells how long ago that was by a clock nobody can set; that wins, for phones put their clock right the
moment a network comes back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from curriculum.clock.time import now

FRESH = timedelta(minutes=2)  # how long a reading of the server's clock is good for


@dataclass(frozen=True)
class DeviceClock:
    """One moment on both clocks."""

    device: datetime
    server: datetime

    @classmethod
    def of(cls, device: datetime, server: datetime | None) -> "DeviceClock":
        """``server`` is what the device was told; what is missing or stale is replaced by the server's own now."""
        moment = now()
        known = server is not None and timedelta(0) <= moment - server <= FRESH
        return cls(device, server if known and server is not None else moment)

    @property
    def error(self) -> timedelta:
        """How far the device's clock is ahead of the server's."""
        return self.device - self.server

    def moment_of(self, made_at: datetime, elapsed: timedelta | None = None) -> datetime:
        """The moment by the server's clock; never in the future."""
        if elapsed is not None and elapsed >= timedelta(0):
            return min(self.server - elapsed, now())
        return min(made_at - self.error, now())
