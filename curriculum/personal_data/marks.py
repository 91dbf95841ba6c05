"""How a model says which of its fields are personal, why they are kept and for how long.

A model lists them in ``personal_data``; a test holds the list against the model's fields, the data desk reads it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonalField:
    """One personal field.

    ``purpose`` is the official duty it serves; ``retention`` names a regulated value ``retention.<name>`` in months
    (rules.md §10, P8); ``sensitive`` follows Decree 356/2025 Art. 4.
    """

    purpose: str
    retention: str
    sensitive: bool = False
