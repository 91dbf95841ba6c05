"""The icons of the portal: a chosen part of Lucide (ISC licence, beside this file), drawn into the page.

Drawn in place rather than fetched, so that a page shows them on its first byte and without a further request.
"""

import re
from functools import cache
from pathlib import Path

_SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)">(.*?)</symbol>')


@cache
def all_icons() -> dict[str, str]:
    """Name to the shapes within a 24 × 24 box."""
    return dict(_SYMBOL.findall(Path(__file__).with_name("icons.svg").read_text()))
