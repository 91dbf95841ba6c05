"""The Celery app and the timetable of periodic tasks."""

import gc
import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init

from config.folders import use_folders
from portal.health.heartbeat import Heartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

use_folders()
app = Celery("coso")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["consumer"].add(Heartbeat)
app.conf.beat_schedule = {
    "end memberships of expired roles": {
        "task": "training.tasks.end_expired_memberships",
        "schedule": crontab(hour=0, minute=5),
    },
    "make postings active on their day": {
        "task": "training.tasks.activate_due_postings",
        "schedule": crontab(hour=0, minute=10),
    },
    "ask those whose posting ended some months ago": {
        "task": "training.tasks.ask_for_follow_ups",
        "schedule": crontab(hour=6, minute=45),
    },
    "take up plans that lie": {"task": "training.tasks.take_up_plans", "schedule": 60.0},
    "take up imports that lie": {"task": "training.tasks.take_up_imports", "schedule": 300.0},
    "take up packages that lie": {"task": "curriculum.tasks.take_up_packages", "schedule": 300.0},
    "hand in attempts that are over": {"task": "curriculum.tasks.close_overdue_attempts", "schedule": 60.0},
    "thin histories of essays": {"task": "curriculum.tasks.thin_histories", "schedule": crontab(hour=2, minute=15)},
    "publish pages at their moment": {"task": "portal.tasks.publish_scheduled_pages", "schedule": 60.0},
    "send the links of surveys": {"task": "portal.tasks.send_survey_links", "schedule": 60.0},
    "send mail": {"task": "portal.tasks.send_mail", "schedule": 60.0},
    "remind of tomorrow": {"task": "portal.tasks.remind_of_tomorrow", "schedule": crontab(hour="16-19", minute=0)},
    "tell of the week": {
        "task": "portal.tasks.tell_of_the_week",
        "schedule": crontab(day_of_week="mon", hour="6-8", minute=0),
    },
    "gather digests of the day": {
        "task": "portal.tasks.gather_digests_of_the_day",
        "schedule": crontab(hour=17, minute=30),
    },
    "warn of absences": {"task": "portal.tasks.warn_of_absences", "schedule": crontab(hour=18, minute=30)},
    "forget expired sessions": {"task": "portal.tasks.forget_expired_sessions", "schedule": crontab(hour=0, minute=20)},
    "reckon obligations": {"task": "training.tasks.recompute_obligations", "schedule": crontab(hour=0, minute=30)},
    "compute flags": {"task": "training.tasks.compute_flags", "schedule": crontab(hour=0, minute=45)},
    "open self-reviews of mentors": {
        "task": "training.tasks.open_mentor_reviews",
        "schedule": crontab(hour=1, minute=0),
    },
    "remind of late handovers": {
        "task": "training.tasks.remind_of_late_handovers",
        "schedule": crontab(hour=6, minute=50),
    },
    "escalate overdue flags": {"task": "training.tasks.escalate_overdue_flags", "schedule": crontab(hour=1, minute=15)},
    "warn of classes below their minimum": {
        "task": "training.tasks.warn_of_classes_at_risk",
        "schedule": crontab(hour=7, minute=0),
    },
    "read sheets left unread": {"task": "training.tasks.take_up_sheets", "schedule": 300.0},
    "take up comparisons that lie": {"task": "training.tasks.take_up_comparisons", "schedule": 300.0},
    "count how questions did": {
        "task": "curriculum.tasks.count_statistics_anew",
        "schedule": crontab(hour=1, minute=30),
    },
    "take up countings that lie": {"task": "curriculum.tasks.take_up_statistics", "schedule": 300.0},
    "take up reckonings that lie": {"task": "training.tasks.take_up_reckonings", "schedule": 300.0},
    "take up question imports that lie": {"task": "curriculum.tasks.take_up_question_imports", "schedule": 300.0},
    "take up takeouts that lie": {"task": "portal.tasks.take_up_takeouts", "schedule": 300.0},
    "remind of requests for reissue": {
        "task": "portal.tasks.remind_of_requests",
        "schedule": crontab(hour=7, minute=30),
    },
    "note the heads of the register": {
        "task": "certificates.tasks.note_register_heads",
        "schedule": crontab(hour=0, minute=50),
    },
    "forget takeouts": {"task": "portal.tasks.forget_takeouts", "schedule": crontab(minute=50)},
    "forget previews of questions": {
        "task": "curriculum.tasks.forget_previews_of_questions",
        "schedule": crontab(hour=0, minute=40),
    },
    "renew time stamps of certificates": {
        "task": "certificates.tasks.renew_time_stamps",
        "schedule": crontab(hour=2, minute=45),
    },
    "draw missing documents of certificates": {"task": "certificates.tasks.draw_missing_documents", "schedule": 120.0},
}


@worker_init.connect
def share_memory(**kwargs) -> None:
    """Before the children are made: what is imported stays out of the collector's sight and is shared unwritten."""
    gc.collect()
    gc.freeze()
