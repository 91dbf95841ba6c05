"""How fast certificates are drawn, in time of the processor, beside one plain ``HTML().write_pdf()`` each."""

from collections.abc import Iterator

from config.bench.figures import AT_LEAST, Figure, measurement

MEASURED = 30
BUDGET = 750  # a minute and process: half of what two processes must reach; signing comes with its own issue


@measurement("certificates")
def certificates() -> Iterator[Figure]:
    from certificates.models import Certificate
    from certificates.register.measures import measure_drawing

    entries = list(Certificate.objects.filter(is_electronic=True)[:MEASURED])
    if not entries:
        yield Figure("certificates drawn, one process", None, "/min", BUDGET, AT_LEAST, "the city has none")
        return
    drawn = measure_drawing(entries)
    yield Figure("certificates, one plain HTML().write_pdf() each", drawn["plain_per_minute"], "/min")
    note = f"not yet signed; {drawn['ratio']:.1f} times the plain one"
    yield Figure("certificates drawn, one process", drawn["per_minute"], "/min", BUDGET, AT_LEAST, note)
