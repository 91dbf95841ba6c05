"""The reference rows the city stands on, each loaded by the room that owns it."""

from portal.city.context import City


def load_reference(city: City) -> None:
    """Load units, titles, values, programmes, forms and designs; rows that are there already stay as they are."""
