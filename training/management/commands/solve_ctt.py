"""``manage.py solve_ctt FILE.ctt --seconds N --out FILE.sol``: a competition instance, solved as the planner solves."""

import json
import os
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from training.scheduling.solver.ctt import BadInstance, read_instance, solve, write_solution
from training.scheduling.solver.results import UNKNOWN, Progress

WRITING = 0.8  # seconds kept for evaluating, writing and leaving: the interpreter alone needs 0.4


class Command(BaseCommand):
    help = (
        "Solves an instance of curriculum-based course timetabling (ITC-2007, track 3), prints JSON. With --iterations "
        "the same seed gives the same timetable; with --seconds how far the search comes depends on the machine."
    )
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--seconds", type=float, help="the whole command ends after this time (60 if nothing is said)"
        )
        parser.add_argument("--iterations", type=int, help="proposals in each walk, instead of a limit of time")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.sol")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--workers", type=int, default=2, help="cores to use")

    def handle(
        self,
        *args,
        file: Path,
        seconds: float | None,
        iterations: int | None,
        out: Path,
        seed: int,
        workers: int,
        **options,
    ) -> None:
        running = _running_for() if self._called_from_command_line else 0.0
        begun = time.monotonic() - running
        if seconds is not None and iterations is not None:
            raise CommandError("Give --seconds or --iterations, not both.")
        if min(seconds or 1, iterations or 1, workers) <= 0 or seed < 0:
            raise CommandError("Seconds, iterations and workers must be above 0, the seed not below.")
        if not out.parent.is_dir() or out.is_dir():
            raise CommandError(f"{out} cannot be written: there is no such folder, or it is one.")
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            instance = read_instance(file)
        except BadInstance as refusal:
            raise CommandError(f"{file}: {refusal}") from refusal
        limit = None if iterations is not None else max(0.1, (seconds or 60.0) - (time.monotonic() - begun) - WRITING)
        result = solve(
            instance,
            seconds=limit,
            steps=iterations,
            seed=seed,
            workers=workers,
            cache=settings.VAR_DIR / "numba",
            on_progress=self._tell,
        )
        write_solution(out, result.lectures, instance)
        answer = {
            "instance": instance.name,
            "status": result.status,
            "cost": result.cost.soft,
            "hard": result.cost.hard,
            "components": result.cost.components(),
            "bound": result.bound,
            "gap": None if result.cost.hard else round(result.gap, 4),
            "iterations": result.iterations,
            "repairs": result.repairs,
            "seconds": round(time.monotonic() - begun, 1),
            "seed": seed,
            "workers": workers,
        }
        self.stdout.write(json.dumps(answer, indent=2))
        if result.status == UNKNOWN:
            raise CommandError(
                f"No timetable without hard violations was found; the best with {result.cost.hard} is in {out}."
            )

    def _tell(self, progress: Progress) -> None:
        cost = "no timetable without clashes yet" if progress.cost is None else f"cost {progress.cost}"
        self.stderr.write(
            f"{progress.seconds:7.1f} s  {progress.phase}: {cost}, not below {progress.bound}", ending="\n"
        )


def _running_for() -> float:
    """Seconds since this process began: Python and Django need some before a command is reached."""
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0  # not Linux
    return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / os.sysconf("SC_CLK_TCK"))
