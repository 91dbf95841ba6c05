"""The memory of web, worker and scheduler when nothing happens."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from config.bench.figures import Figure, measurement
from config.bench.server import ROOT, START_TIMEOUT, free_port

BUDGET = 600  # MB
SETTLE = 5  # seconds


@measurement("memory")
def memory() -> Iterator[Figure]:
    """The proportional set size, in which shared pages count once, of everything ``make demo`` starts."""
    port = free_port()
    program = str(Path(sys.executable).parent / "honcho")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    begun = time.monotonic()
    process = subprocess.Popen(
        [program, "start", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"PATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_until_well(f"http://127.0.0.1:{port}/healthz", process)
        yield Figure("start of web, worker and scheduler", time.monotonic() - begun, "s", 10)
        time.sleep(SETTLE)
        yield Figure("memory, all processes idle", proportional_size(process.pid) / 1024, "MB", BUDGET)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _wait_until_well(url: str, process: subprocess.Popen) -> None:
    end = time.monotonic() + START_TIMEOUT
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"The processes ended with {process.returncode}.")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if json.load(answer)["status"] == "ok":
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"{url} was not well within {START_TIMEOUT} s.")


def proportional_size(pid: int) -> int:
    """KB of a process and all its descendants."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(proportional_size(int(child)) for child in children)
