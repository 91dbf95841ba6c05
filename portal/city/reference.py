"""The reference rows the city stands on, each loaded by the room that owns it."""

from training.people.reference import load_titles
from training.regulations.reference import load_regulated_values
from training.units.reference import load_units


def load_reference() -> None:
    """Load units, titles, values, programmes, forms and designs; rows that are there already stay as they are."""
    load_regulated_values()
    load_units()
    load_titles()
