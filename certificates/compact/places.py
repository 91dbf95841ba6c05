"""Where a certificate stands in the status lists. Worked out, not stored: the place of an entry never changes."""

LENGTH = 131_072  # places in a list; W3C asks for at least as many, so that one reader hides among them
STRIDE, START = 81_241, 40_503  # odd, so that every place is met once; neighbours in the register lie far apart


def place_of(pk: int) -> tuple[int, int]:
    """The list and the place in it.

    >>> place_of(1) != place_of(2)
    True
    """
    number, rest = divmod(pk, LENGTH)
    return number, (rest * STRIDE + START) % LENGTH


def span_of(number: int) -> range:
    """The primary keys whose places lie in the list."""
    return range(number * LENGTH, (number + 1) * LENGTH)
