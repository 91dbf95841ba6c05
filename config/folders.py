"""Messages in folders: kombu's filesystem transport, but whole (docs/decisions/0006-broker-in-folders.md).

kombu opens the file of a message where the worker looks for it, and then writes; a worker that looks between the two
finds an empty message and ends (kombu issue 1551). Here each file is written beside and renamed into its place.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Puts messages and bindings into their folders in one step."""

    # kombu's own two bases differ in the name of what is put
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"  # by its name the oldest comes first
        _write_whole(Path(self.data_folder_out) / name, payload)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        file = self._exchange_file(exchange)
        self.control_folder.mkdir(exist_ok=True)
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with _alone_in(self.control_folder):
            table = self.get_table(exchange)
            if bound not in table:
                _write_whole(file, [bound, *table])


class Transport(filesystem.Transport):
    Channel = Channel


def _write_whole(file: Path, content: Any) -> None:
    """Raises ``ChannelError``, as kombu does, where the folder cannot be written."""
    half = file.with_name(f".{uuid4()}.half")
    try:
        half.write_bytes(str_to_bytes(dumps(content)))
        half.rename(file)
    except OSError as error:
        raise ChannelError(f"Cannot write {file}") from error


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def use_folders() -> None:
    """Let ``filesystem://`` mean this transport."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
