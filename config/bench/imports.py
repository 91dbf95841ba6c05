"""How long a small city and a spreadsheet of 20,000 people take, in an installation of their own."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook

from config.bench.figures import Figure, measurement
from config.bench.server import ROOT

PEOPLE = 20_000


@measurement("import")
def imports() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="coso-bench-") as folder:
        manage = Manage(Path(folder))
        yield Figure("migrate from nothing", manage("migrate", "--verbosity", "0"), "s")
        yield Figure("load_city --scale 0.05", manage("load_city", "--scale", "0.05"), "s")
        workbook = Path(folder) / "people.xlsx"
        write_workbook(workbook)
        seconds = manage("import_people", str(workbook), "--dry-run") + manage("import_people", str(workbook))
        yield Figure(f"import of {PEOPLE:,} people, dry run included", seconds, "s", 30)


class Manage:
    """Runs management commands in a folder of their own and tells the seconds."""

    def __init__(self, folder: Path) -> None:
        self.environment = os.environ | {"VAR_DIR": str(folder / "var"), "DEMO": "1", "DATABASE_URL": ""}
        del self.environment["DATABASE_URL"]

    def __call__(self, *arguments: str) -> float:
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{arguments[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return time.monotonic() - begun


def write_workbook(path: Path) -> None:
    """A sheet as the City would send it: everybody with a name of his own, a date of birth and an office."""
    from portal.city.names import NameBook
    from training.models import PositionTitle, Unit

    random = Random(PEOPLE)
    names = NameBook(random)
    units = list(Unit.objects.current().communes().values_list("code", flat=True))
    title = PositionTitle.objects.current().values_list("code", flat=True).first()
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(["Mã cán bộ", "Họ và tên", "Ngày sinh", "Giới tính", "Mã đơn vị", "Chức danh", "Từ ngày"])
    for number in range(PEOPLE):
        born = date(1965, 1, 1) + timedelta(days=random.randrange(30 * 365))
        name = names.draw("male", born.year).full
        unit = units[number % len(units)]
        sheet.append([f"BENCH{number:06}", name, f"{born:%d/%m/%Y}", "Nam", unit, title, "01/08/2025"])
    workbook.save(path)
