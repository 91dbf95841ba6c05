"""The worker's sign of life: written by the worker itself while it holds its queue, read by ``/healthz``."""

from celery import bootsteps
from celery.worker.consumer import Consumer
from celery.worker.consumer.tasks import Tasks

from django.core.cache import cache

KEY = "health.worker"
EVERY = 5.0  # seconds
FORGOTTEN_AFTER = 20  # seconds


class Heartbeat(bootsteps.StartStopStep):
    """Beats in the worker's main process, so that long tasks in its children never make it look dead.

    It starts once the worker consumes from the broker and stops when that connection is lost.
    """

    requires = (Tasks,)

    def __init__(self, consumer: Consumer, **kwargs) -> None:
        self.timer = None

    def start(self, consumer: Consumer) -> None:
        beat()
        self.timer = consumer.timer.call_repeatedly(EVERY, beat)

    def stop(self, consumer: Consumer) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
            cache.delete(KEY)


def beat() -> None:
    cache.set(KEY, True, timeout=FORGOTTEN_AFTER)


def worker_is_alive() -> bool:
    """Whether some worker consumed from the broker within the last twenty seconds."""
    return cache.get(KEY) is not None
