"""What loading the city refuses."""


class CityRefused(Exception):
    """The city may not be loaded into this database. ``str()`` of it says why."""
