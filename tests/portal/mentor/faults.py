"""A mentor's two devices over a network that loses requests and answers; tabs killed, clocks moved, pages left open.

A device is modelled as the scripts of the page have it: a page shows the record as it was when it was opened,
remembers which inputs were touched, puts one operation by for what it has to save and another for handing in, sends all
that waits and sends it again until it is answered. What a person wrote is lost when it stands neither in the record nor
in a version beside it, and nobody who saw it wrote something else in its place.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.utils.timezone import localtime

from curriculum.clock.time import set_to
from training.mentoring.models import ActionPoint, MentoringContact, ParallelVersion
from training.models import Posting

TEXTS = ("topics", "place", "observations", "support_needed", "mentor_feedback")


@dataclass
class Page:
    """The form of one contact on one device."""

    key: str
    base: int
    fields: dict[str, str]
    touched: set[str] = field(default_factory=set)


@dataclass
class Device:
    skew: timedelta
    page: Page | None = None
    waiting: list[dict] = field(default_factory=list)
    last: str = ""  # the latest moment it gave to anything, by its own clock

    def put_by(self, key: str, action: str, true: datetime, page: Page, posting: int) -> None:
        """As ``desk.js``: a draft replaces the draft that waits; a clock set back does not turn the order round."""
        said = (true + self.skew).isoformat()
        if said <= self.last:
            said = (datetime.fromisoformat(self.last) + timedelta(milliseconds=1)).isoformat()
        self.last = said
        self.waiting = [
            one for one in self.waiting if one["body"]["key"] != page.key or one["body"]["action"] != "save"
        ]
        body = {
            "posting": posting,
            "key": page.key,
            "base_version": page.base,
            "touched": sorted(page.touched),
            "fields": [[name, value] for name, value in page.fields.items()],
            "action": action,
        }
        self.waiting.append({"id": key, "kind": "mentoring_contact", "made_at": said, "body": body})


@dataclass
class Run:
    """Cycles of sending, with everything between them drawn by the dice."""

    client: object
    posting: Posting
    user: object
    seed: int
    start: datetime
    written: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)  # what somebody saw and wrote something else for
    faults: dict[str, int] = field(default_factory=dict)
    cycles: int = 0

    def play(self, cycles: int) -> None:
        self.dice, self.true = Random(self.seed), self.start
        devices = [Device(timedelta(minutes=self.dice.randint(-90, 90))) for _n in range(2)]
        while self.cycles < cycles:
            self.true += timedelta(seconds=1 + self.dice.random() * 30)
            device = self.dice.choice(devices)
            match self.dice.choices(("write", "send", "hand in", "kill", "move"), (6, 4, 1, 1, 1))[0]:
                case "write":
                    self._write(device)
                case "send":
                    self._send(device)
                case "hand in":
                    self._hand_in(device)
                case "kill":
                    device.page = None
                    self._count("tabs killed")
                case "move":
                    device.skew = timedelta(minutes=self.dice.randint(-600, 600))
                    self._count("clocks moved")
        for device in devices:
            while device.waiting:
                self._send(device, whole=True)

    # What a person does

    def _open(self, device: Device) -> Page:
        """What waits is newer than the page; else the draft the server has, or a new contact."""
        waiting = [one["body"] for one in device.waiting if one["body"]["action"] == "save"]
        if waiting:
            body = waiting[-1]
            fields, touched = dict(body["fields"]), set(body["touched"])
            return Page(body["key"], body["base_version"], fields, touched)
        drafts = MentoringContact.objects.filter(status="draft", recorded_by=self.user).order_by("recorded_at")
        handed_in = {one["body"]["key"] for one in device.waiting}
        contact = next((one for one in drafts if str(one.key) not in handed_in), None)
        if contact is None:
            return Page(self._name(), 0, self._defaults())
        return Page(
            str(contact.key), contact.version, self._defaults() | {name: getattr(contact, name) for name in TEXTS}
        )

    def _defaults(self) -> dict[str, str]:
        fields = dict.fromkeys(TEXTS, "") | {
            "kind": "meeting",
            "happened_at": f"{localtime(self.start):%Y-%m-%dT%H:%M}",
            "duration_minutes": "45",
            "participants": "Hai bên",
            "competencies": "C3",
            "concern_level": "0",
            "next_on": "2027-01-01",
            "action-0-text": "Việc cần làm",
            "action-0-owner": "mentee",
        }
        known = ActionPoint.objects.filter(status="open", contact__mentorship__posting=self.posting)
        return fields | {f"earlier-{pk}": "done" for pk in known.values_list("pk", flat=True)}

    def _write(self, device: Device) -> None:
        device.page = device.page or self._open(device)
        name, word = self.dice.choice(TEXTS), self._name()
        if before := device.page.fields[name]:
            self.replaced.add(before)
        device.page.fields[name] = word
        device.page.touched.add(name)
        self.written.setdefault((device.page.key, name), []).append(word)
        device.put_by(self._name(), "save", self.true, device.page, self.posting.pk)

    def _hand_in(self, device: Device) -> None:
        if device.page is None or not all(device.page.fields[name] for name in ("topics", "mentor_feedback")):
            return
        device.put_by(self._name(), "submit", self.true, device.page, self.posting.pk)
        device.page = None

    # The network

    def _send(self, device: Device, *, whole: bool = False) -> None:
        if not device.waiting:
            return
        self.cycles += 1
        fault = "none" if whole else self.dice.choices(("none", "requests lost", "answers lost"), (5, 2, 2))[0]
        if fault != "none":
            self._count(fault)
        if fault == "requests lost":
            return
        letter = {"client_time": (self.true + device.skew).isoformat(), "operations": device.waiting}
        with set_to(self.true):
            answer = self.client.post("/offline/sync/", json.dumps(letter), content_type="application/json")
            if self.dice.random() < 0.1:  # the same letter twice, as a browser does when a connection breaks
                self._count("letters doubled")
                answer = self.client.post("/offline/sync/", json.dumps(letter), content_type="application/json")
        assert answer.status_code == 200, answer.content
        if fault == "answers lost":
            return
        for operation, result in zip(device.waiting, answer.json()["results"], strict=True):
            assert "refused" not in (result["state"], result.get("first")), result
            page = device.page
            if page and page.key == operation["body"]["key"]:
                page.base = result["kept"]["version"]
                if result["kept"].get("joined"):
                    device.page = None  # opened anew, for it does not show what was joined
                if result["kept"]["conflict"]:
                    device.page = None  # the person goes to look at both
                    self._count("both kept")
        device.waiting.clear()

    def _name(self) -> str:
        return str(UUID(int=self.dice.getrandbits(128), version=4))

    def _count(self, fault: str) -> None:
        self.faults[fault] = self.faults.get(fault, 0) + 1

    # What became of it

    @property
    def lost(self) -> list[str]:
        there = set()
        for contact in MentoringContact.objects.all():
            there |= {getattr(contact, name) for name in TEXTS}
        for version in ParallelVersion.objects.all():
            there |= {value for value in version.answers.values() if isinstance(value, str)}
        written = {word for words in self.written.values() for word in words}
        return sorted(written - there - self.replaced)

    @property
    def doubled(self) -> int:
        """Contacts there are too many of, and actions that stand twice in one."""
        contacts = MentoringContact.objects.count() - len({key for key, _name in self.written})
        actions = ActionPoint.objects.count() - MentoringContact.objects.count()
        return max(contacts, 0) + max(actions, 0)
