"""A PostgreSQL of our own for the length of one command.

``python -m tests.postgresql pytest -m both_databases`` makes a cluster in a temporary folder from the binaries of the
machine, runs the command with ``DATABASE_URL`` pointing to it, and removes everything. PostgreSQL refuses to run as
root; root therefore hands it to the ``postgres`` user that Debian's package brings.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=120"


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL on the machine."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def cluster(bin_dir: Path) -> Iterator[str]:
    """Yields the ``DATABASE_URL`` of an empty cluster that lives as long as the block."""
    owner = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    as_owner = ["runuser", "-u", owner, "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="coso-postgresql-"))
    shutil.chown(folder, owner)
    data, log = folder / "data", folder / "log"

    def run(program: str, *arguments: str) -> None:
        command = [*as_owner, str(bin_dir / program), *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            detail = log.read_text() if log.exists() else ""
            raise SystemExit(f"{program} failed.\n{done.stdout}{done.stderr}{detail}")

    try:
        run("initdb", "-D", str(data), "-U", "coso", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        port = _free_port()
        options = f"{FAST} -c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
        run("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", options, "start")
        try:
            yield f"postgres://coso@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main(command: list[str]) -> int:
    bin_dir = binaries()
    if bin_dir is None:
        print("PostgreSQL is not installed (apt install postgresql): these tests run on SQLite only.")
        return 0
    with cluster(bin_dir) as url:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
