"""``manage.py plan_timetable --year Y [--seconds N]``: plans the year into its draft; prints what it found as JSON."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from training.errors import TrainingError
from training.people.models import Role, RoleGrant, User
from training.scheduling.drafts.services import open_draft
from training.scheduling.planning.runs import perform, start_run
from training.scheduling.planning.wording import conflict_sentences
from training.scheduling.planning.working import Task

SHOWN = ("status", "cost", "bound", "gap", "moves", "seconds", "placed", "rows", "locked")


class Command(BaseCommand):
    help = "Plans the timetable of a year into its draft, opened if there is none. Nothing is published."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--seconds", type=int, default=60, help="the most time to plan (60)")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--keep-placed", action="store_true", help="plan only what stands nowhere yet")
        parser.add_argument("--by", metavar="USERNAME", help="the account of the training office that plans")

    def handle(self, *args, year: int, seconds: int, seed: int, keep_placed: bool, by: str | None, **options) -> None:
        account = _account(by)
        try:
            draft = open_draft(year, by=account)
            task = Task(keep_placed=keep_placed)
            run = start_run(draft, by=account, task=task, seconds=seconds, seed=seed, in_background=False)
        except TrainingError as refusal:
            raise CommandError(str(refusal)) from refusal
        run = perform(run.pk)
        answer = {name: run.report.get(name) for name in SHOWN}
        answer |= {"year": year, "draft": draft.number, "run": run.pk, "state": run.state}
        if run.refusal:
            answer["refusal"] = run.refusal
        if run.report.get("conflict"):
            answer["conflict"] = conflict_sentences(run.report)
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        if run.state != run.State.DONE:
            raise SystemExit(1)


def _account(username: str | None) -> User:
    """The account named, or the first of the training office."""
    if username:
        accounts = User.objects.filter(username=username)
    else:
        granted = RoleGrant.objects.current().filter(role=Role.TRAINING_OFFICE).values("user")
        accounts = User.objects.filter(Q(pk__in=granted), is_active=True).order_by("pk")
    account = accounts.first()
    if account is None:
        raise CommandError(f"There is no account {username}." if username else "Nobody is of the training office.")
    return account
