"""How gunicorn serves the portal: few processes that share their memory, threads inside them."""

import gc
import os

bind = os.environ.get("BIND", "127.0.0.1:" + os.environ.get("PORT", "8000"))
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
preload_app = True
timeout = 60
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
loglevel = "warning"


def when_ready(server) -> None:
    """Everything is imported: put it out of the collector's sight, so that the children share it unwritten."""
    gc.collect()
    gc.freeze()
    if os.environ.get("DEMO"):
        print(invitation(), flush=True)  # noqa: T201


def invitation() -> str:
    from django.conf import settings

    from portal.city.accounts import DEMO_ACCOUNTS

    accounts = "\n".join(f"  {account.username:10} {account.about}" for account in DEMO_ACCOUNTS)
    return f"\n{settings.BASE_URL}\n\n{accounts}\n\n  password: {settings.DEMO_PASSWORD}\n"
