"""Calling what the signing library offers as coroutines alone."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

T = TypeVar("T")


def outcome_of(work: Coroutine[Any, Any, T]) -> T:
    """What the coroutine returns or raises; in a thread of its own where a loop runs in this one already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as beside:
        return beside.submit(copy_context().run, asyncio.run, work).result()
