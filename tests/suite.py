"""The whole suite: everything on SQLite, and beside it what runs on both databases on a PostgreSQL of its own.

Side by side, because each of the two waits now and then for a browser, a worker or the disk. Each keeps its state in
its own folder. What PostgreSQL's half says is shown when both are done.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARK = "both_databases"
SHARE = 4  # PostgreSQL's half is a quarter of the work
WAITING = 1  # more processes than cores: some always wait for a browser, a worker or the disk


def files_for_both() -> list[str]:
    """The test files in which the mark occurs, so that the others need not be imported to be left out."""
    found = (ROOT / "tests").rglob("test_*.py")
    return sorted(str(file.relative_to(ROOT)) for file in found if MARK in file.read_text())


def main() -> int:
    var = Path(os.environ.get("VAR_DIR", ROOT / "var"))
    var.mkdir(parents=True, exist_ok=True)
    said = var / "test-postgresql.log"
    workers = max(1, round((os.cpu_count() or 1) / SHARE))
    marked = ["pytest", "-n", str(workers), "-m", MARK, *files_for_both()]
    environment = os.environ | {"TEST_VAR_DIR": str(var / "test-postgresql")}
    with said.open("w") as log:
        beside = subprocess.Popen(
            [sys.executable, "-m", "tests.postgresql", *marked],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            # whole files stay with one process as long as they can: a city is then brought back less often
            whole = ["pytest", "-n", str((os.cpu_count() or 1) + WAITING), "--dist", "worksteal"]
            # the other half has fewer processes to share out its last tests: it goes first where both could go on
            whole = ["nice", "-n", "2", *whole]
            sqlite = subprocess.run(whole, cwd=ROOT, check=False).returncode
        finally:
            postgresql = beside.wait()
    print(f"\n--- On PostgreSQL ({said}) ---\n{said.read_text()}")
    return sqlite or postgresql


if __name__ == "__main__":
    sys.exit(main())
