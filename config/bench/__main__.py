"""``python -m config.bench [--only queries rates …]``"""

import argparse
import os
import platform
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main() -> int:
    """Measure, print each figure as it comes, then the table; 1 when a budget is not kept."""
    import django

    django.setup()

    from django.conf import settings
    from django.db import connection

    from config.bench import (  # noqa: F401  each registers itself
        certificates,
        eligibility,
        exam,
        imports,
        kills,
        matching,
        memory,
        mentoring,
        pipeline,
        queries,
        rates,
        timetable,
    )
    from config.bench.figures import MEASUREMENTS, table, write_json
    from training.models import Person

    parser = argparse.ArgumentParser(prog="bench", description="Measure every figure beside its budget.")
    parser.add_argument("--only", nargs="+", choices=sorted(MEASUREMENTS), default=list(MEASUREMENTS))
    chosen = parser.parse_args().only
    people = Person.objects.count()
    figures = []
    for name in chosen:
        for figure in MEASUREMENTS[name]():
            figures.append(figure)
            print(table([figure]).splitlines()[1], file=sys.stderr)
    facts = {
        "version": settings.VERSION,
        "database": connection.vendor,
        "people": people,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    path = settings.VAR_DIR / "bench.json"
    write_json(figures, path, **facts)
    print(f"\n{people:,} people, {connection.vendor}, {os.cpu_count()} cores\n\n{table(figures)}\n\nalso in {path}")
    return 1 if any(figure.met is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
