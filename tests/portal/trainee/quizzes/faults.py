"""Two devices that answer one attempt over a network that loses requests and answers; tabs killed, clocks moved.

What a device knows is modelled as the page's scripts have it: a change carries the moment by the server's clock as the
page reckons it (``at``), what the device's own clock said, and, while the page that made it is open, how long ago that
was. A clock may be moved at any time; a page opened without a network reckons with the device's clock as it was last
put right, so a clock moved while no page was open is put right at the next contact and not before.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from curriculum.clock.time import set_to
from curriculum.models import AttemptAnswer, QuizAttempt
from curriculum.quizzes.queries import sheet_of

KEYS = "abc"
LEAST = 0.4  # seconds between two changes; the page's reckoning of the server's clock is that good


@dataclass
class Change:
    """One change a person made, at a moment that only the test knows."""

    key: str
    question: int
    choice: str
    made: datetime
    said: datetime  # by the device's clock
    at: datetime  # by the server's, as the page reckons it
    tab: int


@dataclass
class Device:
    """A phone: what waits on it, how wrong its clock is, which tab is open."""

    dice: Random
    skew: timedelta
    tab: int = 0
    waiting: list[Change] = field(default_factory=list)

    def wall(self, true: datetime) -> datetime:
        return true + self.skew

    def change(self, question: int, true: datetime) -> Change:
        near = true + timedelta(milliseconds=self.dice.randint(-150, 150))
        key = str(UUID(int=self.dice.getrandbits(128), version=4))
        made = Change(key, question, self.dice.choice(KEYS), true, self.wall(true), near, self.tab)
        self.waiting.append(made)
        return made

    def letter(self, attempt: int, true: datetime) -> str:
        operations = [
            {
                "id": one.key,
                "kind": "quiz_answer",
                "made_at": one.said.isoformat(),
                "elapsed": (true - one.made).total_seconds() * 1000 if one.tab == self.tab else None,
                "body": {
                    "attempt": attempt,
                    "question": one.question,
                    "response": {"choice": one.choice},
                    "at": one.at.isoformat(),
                },
            }
            for one in self.waiting
        ]
        self.dice.shuffle(operations)  # the order in a letter says nothing
        return json.dumps({"client_time": self.wall(true).isoformat(), "operations": operations})


@dataclass
class Run:
    """One run: changes, contacts and faults drawn by the dice, then everything sent until it is answered."""

    client: object
    attempt: QuizAttempt
    seed: int
    made: list[Change] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=dict)

    def play(self, steps: int = 14) -> None:
        dice = Random(self.seed)
        true = self.attempt.started_at + timedelta(seconds=1)
        devices = [Device(dice, timedelta(minutes=dice.randint(-90, 90))) for _n in range(2)]
        questions = list(self.attempt.questions.values_list("pk", flat=True))
        for _step in range(steps):
            true += timedelta(seconds=LEAST + dice.random() * 20)
            device = dice.choice(devices)
            match dice.choices(("change", "send", "kill", "move"), (6, 4, 1, 1))[0]:
                case "change":
                    self.made.append(device.change(dice.choice(questions), true))
                case "send":
                    self._send(device, true, dice)
                case "kill":
                    device.tab += 1
                    self._count("tabs killed")
                case "move":
                    device.skew += timedelta(minutes=dice.randint(-600, 600))
                    self._count("clocks moved")
        for device in dice.sample(devices, 2):
            while device.waiting:
                true += timedelta(seconds=1)
                self._send(device, true, dice)

    def _send(self, device: Device, true: datetime, dice: Random) -> None:
        """By the page's own address or by the sync engine; the request or its answer may be lost on the way."""
        if not device.waiting:
            return
        fault = dice.choices(("none", "requests lost", "answers lost"), (5, 2, 2))[0]
        if fault != "none":
            self._count(fault)
        if fault == "requests lost":
            return
        addresses = (f"/learn/attempts/{self.attempt.pk}/answers/", "/offline/sync/")
        with set_to(true):
            answer = self.client.post(
                dice.choice(addresses), device.letter(self.attempt.pk, true), content_type="application/json"
            )
        assert answer.status_code == 200, answer.content
        for result in answer.json().get("results", []):
            assert result["state"] in ("accepted", "duplicate"), result
        if fault == "none":
            device.waiting.clear()

    def _count(self, fault: str) -> None:
        self.faults[fault] = self.faults.get(fault, 0) + 1

    # What became of it

    @property
    def lost(self) -> int:
        there = {str(key) for key in self._rows().values_list("operation", flat=True)}
        return len({one.key for one in self.made} - there)

    @property
    def doubled(self) -> int:
        return self._rows().count() - len({one.key for one in self.made})

    @property
    def wrong(self) -> int:
        """Questions whose answer is not the latest by true time."""
        latest: dict[int, str] = {}
        for one in sorted(self.made, key=lambda change: change.made):
            latest[one.question] = one.choice
        held = {row.pk: row.response for row in sheet_of(self.attempt)}
        return sum(held[question] != {"choice": choice} for question, choice in latest.items())

    def _rows(self):
        return AttemptAnswer.objects.filter(question__attempt=self.attempt)
