"""The package runs where there is no Django: beside an import that refuses it, and as a folder of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[4] / "training/scheduling/solver"
PLAN = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {refused!r}:
            raise ImportError(name)
sys.meta_path.insert(0, Refuse())
import pkgutil, importlib
import {package} as solver
for module in pkgutil.walk_packages(solver.__path__, solver.__name__ + "."):
    importlib.import_module(module.name)
from {package}.generate import Size, generate
problem, _drafted = generate(Size(2, 6, 4, 7, 3, 2, 10))
plan = solver.solve(problem, seconds=10)
assert not solver.evaluate(problem, plan.placements).violations
assert "django" not in sys.modules
print(plan.status)
"""


@pytest.mark.parametrize("refused", [("django", "wagtail", "training.models"), ("django", "training")])
def test_the_planner_needs_no_django(tmp_path, refused):
    if "training" in refused:
        shutil.copytree(PACKAGE, tmp_path / "planner", ignore=shutil.ignore_patterns("__pycache__"))
        code, folder = PLAN.format(package="planner", refused=refused), tmp_path
    else:
        code, folder = PLAN.format(package="training.scheduling.solver", refused=refused), PACKAGE.parents[2]
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() in ("optimal", "feasible")
