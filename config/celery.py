"""The Celery app and the timetable of periodic tasks."""

import os

from celery import Celery

from portal.health.heartbeat import Heartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("coso")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["consumer"].add(Heartbeat)
app.conf.beat_schedule = {
    "draw missing documents of certificates": {"task": "certificates.tasks.draw_missing_documents", "schedule": 120.0},
}
