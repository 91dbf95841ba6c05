"""Five hundred people begin an examination within ten seconds and answer steadily: errors, lost answers, times."""

import asyncio
import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from statistics import quantiles
from urllib.parse import urlsplit
from uuid import UUID

from django.db import connection

from config.bench.exam_room import room
from config.bench.figures import Figure, measurement
from config.bench.server import gunicorn
from curriculum.clock.time import now
from curriculum.models import AttemptAnswer, QuizAttempt
from curriculum.quizzes.queries import sheet_of

PEOPLE = int(os.environ.get("BENCH_EXAM_PEOPLE", "500"))
STARTS_WITHIN, PAUSE, ANSWERS = 10.0, (4.0, 12.0), 8  # seconds, seconds between two answers, answers of each person
TOKEN = "b" * 32
QUESTION = re.compile(r'data-question="(\d+)" data-kind="single"')


@dataclass
class Load:
    """What was asked and how it went."""

    host: str
    port: int
    taken: dict[str, list[float]] = field(default_factory=lambda: {"start": [], "sheet": [], "answer": []})
    errors: list[str] = field(default_factory=list)
    said: dict[tuple[int, int], str] = field(default_factory=dict)  # attempt and question: the last choice

    async def sit(self, sitting: int, cookie: str, dice: Random) -> None:
        """One person: begins, opens the sheet, answers one question after another."""
        await asyncio.sleep(dice.random() * STARTS_WITHIN)
        cookie += f"; csrftoken={TOKEN}"
        status, headers, _body = await self.ask("start", "POST", f"/learn/sittings/{sitting}/start/", cookie, b"")
        found = re.search(r"location: (/learn/attempts/(\d+)/)", headers, re.I)
        if status != 302 or found is None:
            self.errors.append(f"start {status}")
            return
        address, attempt = found[1], int(found[2])
        status, _headers, body = await self.ask("sheet", "GET", address, cookie)
        questions = [int(key) for key in QUESTION.findall(body)]
        if status != 200 or not questions:
            self.errors.append(f"sheet {status}")
            return
        for _n in range(ANSWERS):
            await asyncio.sleep(dice.uniform(*PAUSE))
            question, choice = dice.choice(questions), dice.choice("abcd")
            letter = _letter(attempt, question, choice, dice)
            status, _headers, _body = await self.ask("answer", "POST", f"{address}answers/", cookie, letter)
            if status == 200:
                self.said[attempt, question] = choice
            else:
                self.errors.append(f"answer {status}")

    async def ask(self, kind: str, method: str, path: str, cookie: str, body: bytes | None = None):
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nCookie: {cookie}\r\nConnection: close\r\n"
        if body is not None:
            head += f"X-CSRFToken: {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        began = time.monotonic()
        try:
            reader, writer = await asyncio.open_connection(self.host, self.port)
            writer.write(f"{head}\r\n".encode() + (body or b""))
            answer = (await reader.read()).decode(errors="replace")
            writer.close()
        except OSError as error:
            self.errors.append(f"{kind} {error}")
            return 0, "", ""
        self.taken[kind].append(time.monotonic() - began)
        headers, _blank, text = answer.partition("\r\n\r\n")
        return int(headers.split(" ", 2)[1]) if headers else 0, headers, text


@measurement("exam")
def exam() -> Iterator[Figure]:
    with room(PEOPLE) as furnished, gunicorn("config.wsgi") as url:
        connection.close()
        load = asyncio.run(_all(url, furnished.sitting.pk, furnished.cookies))
        lost = _lost(load, furnished.sitting.occasion)
    attempts = f"{PEOPLE} start within {STARTS_WITHIN:.0f} s, {connection.vendor}"
    for kind, name in (("start", "beginning"), ("sheet", "the sheet"), ("answer", "saving an answer")):
        yield Figure(f"exam, p95 of {name}", _p95(load.taken[kind]), "s", 1, note=attempts)
    yield Figure("exam, errors", len(load.errors), "", 0, note=", ".join(sorted(set(load.errors))[:5]))
    yield Figure("exam, answers lost or not the latest", lost, "", 0, note=f"of {len(load.taken['answer'])} sent")


async def _all(url: str, sitting: int, cookies: list[str]) -> Load:
    address = urlsplit(url)
    load = Load(address.hostname or "", address.port or 0)
    await asyncio.gather(*(load.sit(sitting, cookie, Random(n)) for n, cookie in enumerate(cookies)))
    return load


def _letter(attempt: int, question: int, choice: str, dice: Random) -> bytes:
    moment = now().isoformat()
    key = str(UUID(int=dice.getrandbits(128), version=4))
    body = {"attempt": attempt, "question": question, "response": {"choice": choice}}
    one = {"id": key, "kind": "quiz_answer", "made_at": moment, "elapsed": 0, "body": body}
    return json.dumps({"client_time": moment, "operations": [one]}).encode()


def _lost(load: Load, occasion: str) -> int:
    """Answers the server said it had taken and has not, attempts too many, and sheets that hold an older answer."""
    attempts = QuizAttempt.objects.of_occasion(occasion)
    taken = AttemptAnswer.objects.filter(question__attempt__in=attempts).count()
    saved = len(load.taken["answer"]) - sum(error.startswith("answer") for error in load.errors)
    held = {(one.pk, row.pk): row.response for one in attempts for row in sheet_of(one)}
    older = sum(held.get(key) != {"choice": choice} for key, choice in load.said.items())
    return abs(saved - taken) + older + max(attempts.count() - PEOPLE, 0)


def _p95(taken: list[float]) -> float | None:
    return quantiles(taken, n=20)[-1] if len(taken) > 1 else None
