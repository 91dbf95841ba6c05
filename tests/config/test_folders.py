"""Messages in folders are whole whenever a worker looks, also where many write at once."""

import json
import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from config.celery import app
from config.folders import Channel

MESSAGES = 300


@pytest.fixture
def channel(tmp_path):
    folders = {name: str(tmp_path / name) for name in ("data_folder_in", "processed_folder", "control_folder")}
    for folder in folders.values():
        Path(folder).mkdir()
    options = folders | {"data_folder_out": folders["data_folder_in"], "store_processed": False}
    with Connection("filesystem://", transport_options=options) as connection:
        yield connection.channel()


def test_the_worker_and_the_web_server_use_it(channel):
    with app.connection_for_write() as connection:
        assert isinstance(connection.channel(), Channel)


def test_no_message_is_seen_before_it_is_whole(channel, monkeypatch):
    """Looked at each time before a file gets its name: nothing lies there that a worker would take."""
    seen, rename = [], Path.rename

    def look(half, file):
        with pytest.raises(Empty):
            channel._get("celery")
        seen.append(json.loads(half.read_text()))
        rename(half, file)

    monkeypatch.setattr(Path, "rename", look)
    channel._put("celery", {"body": "một"})
    assert seen == [{"body": "một"}]
    assert channel._get("celery") == {"body": "một"}


def test_many_writers_and_a_reader_who_never_rests(channel):
    taken: list[int] = []
    writers = []
    for part in range(3):
        numbers = range(part * MESSAGES, (part + 1) * MESSAGES)
        writers.append(threading.Thread(target=lambda numbers=numbers: [channel._put("celery", n) for n in numbers]))
    for writer in writers:
        writer.start()
    while len(taken) < 3 * MESSAGES:
        try:
            taken.append(channel._get("celery"))
        except Empty:
            assert any(writer.is_alive() for writer in writers) or list(Path(channel.data_folder_in).iterdir())
    assert sorted(taken) == list(range(3 * MESSAGES))


def test_a_binding_is_kept_once_beside_the_others(channel):
    for queue in ("celery", "letters", "celery"):
        channel._queue_bind("celery", queue, "", queue)
    assert sorted(row.queue for row in channel.get_table("celery")) == ["celery", "letters"]
