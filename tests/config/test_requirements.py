"""What the rooms import at run time is among what the demo installs, not only among what the tests need."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.config.test_architecture import ROOT

ROOMS = ("config", "portal", "certificates", "training", "curriculum")
OUR_OWN = {*ROOMS, "tests"}


def _named(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _installed_by_the_demo() -> set[str]:
    pins = (ROOT / "requirements.txt").read_text().split("\n# tests\n")[0]
    return {_named(line.split("==")[0]) for line in pins.splitlines() if "==" in line}


def _imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_what_runs_needs_nothing_that_only_the_tests_install():
    found, installed = packages_distributions(), _installed_by_the_demo()
    lacking = set()
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            for name in _imported(file) - set(sys.stdlib_module_names) - OUR_OWN:
                if not {_named(one) for one in found.get(name, [])} & installed:
                    lacking.add((name, str(file.relative_to(ROOT))))
    assert sorted(lacking) == []
