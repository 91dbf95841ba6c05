"""A real gunicorn for the length of a measurement, and wrk before it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS, SECONDS = 8, 5
START_TIMEOUT = 60  # seconds


@contextmanager
def gunicorn(application: str, **variables: str) -> Iterator[str]:
    """Serve the application with the portal's own gunicorn configuration; yields the address."""
    port = free_port()
    environment = os.environ | {"PORT": str(port), "DEMO": "", "LOG_LEVEL": "ERROR"} | variables
    program = str(Path(sys.executable).parent / "gunicorn")
    process = subprocess.Popen(
        [program, "--config", "config/gunicorn.py", application], cwd=ROOT, env=environment, start_new_session=True
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url + "/", process)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen) -> None:
    """Until the address answers anything; raises RuntimeError when the process ends or a minute passes."""
    end = time.monotonic() + START_TIMEOUT
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode} before it answered.")
        try:
            urllib.request.urlopen(url, timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"No answer on {url} within {START_TIMEOUT} s.")


def requests_per_second(url: str, cookie: str = "") -> float:
    """What wrk reaches with eight connections; raises RuntimeError when any answer is not 2xx."""
    command = ["wrk", "-t", "2", "-c", str(CONNECTIONS), "-d", f"{SECONDS}s", "--timeout", "30s"]
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{url} did not always answer well:\n{said}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if rate is None:
        raise RuntimeError(f"wrk said nothing of a rate:\n{said}")
    return float(rate.group(1))
