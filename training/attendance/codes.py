"""The rotating code of a check-in: shown on the lecturer's screen for fifteen seconds, read by a phone in the room.

A code says which meeting and which step of time it belongs to, and proves by a keyed hash (HMAC-SHA-256 with the
meeting's own secret) that it was made by the portal. Nobody without the secret can make the next one. A short code of
eight characters, for those who type, is made from the same secret for the same step.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils import timezone

STEP = timedelta(seconds=15)
GRACE = timedelta(seconds=2)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing that is taken for something else
MISREAD = str.maketrans("OILU", "011V")
LONG, SHORT = 12, 8


@dataclass(frozen=True)
class Code:
    """What a scanned code says; nothing of it is believed before ``is_genuine``."""

    meeting_id: int
    step: int
    proof: str


def new_secret() -> str:
    return secrets.token_hex(32)


def step_at(moment: datetime) -> int:
    """The number of the step of time in which the moment lies."""
    return int(moment.timestamp() // STEP.total_seconds())


def begins(step: int) -> datetime:
    """When the code of the step appears on the screen."""
    return timezone.localtime(datetime.fromtimestamp(step * STEP.total_seconds(), tz=timezone.get_current_timezone()))


def was_on_screen(step: int, moment: datetime) -> bool:
    """Whether the code of the step could be read at the moment: within its fifteen seconds, two of grace around."""
    age = moment - begins(step)
    return -GRACE <= age <= STEP + GRACE


def code_for(meeting_id: int, secret: str, step: int) -> str:
    """The whole code as the QR carries it: ``2S-3GVJ1A-…``."""
    return f"{_spelled(meeting_id)}-{_spelled(step)}-{_proof(secret, f'code:{meeting_id}:{step}', LONG)}"


def short_code_for(meeting_id: int, secret: str, step: int) -> str:
    """The code to type, eight characters."""
    return _proof(secret, f"short:{meeting_id}:{step}", SHORT)


def read_code(text: str) -> Code | None:
    """Take a scanned code apart; None where it has not the shape of one."""
    parts = tidy(text).split("-")
    if len(parts) != 3 or len(parts[2]) != LONG or not all(parts) or max(map(len, parts)) > LONG + 1:
        return None
    if any(letter not in LETTERS for part in parts for letter in part):
        return None
    meeting_id, step = _number(parts[0]), _number(parts[1])
    if meeting_id >= 2**63 or step >= 2**33:
        return None
    return Code(meeting_id, step, parts[2])


def tidy(text: str) -> str:
    """Capitals without spaces, the letters people misread put right."""
    return "".join(text.upper().split()).translate(MISREAD)


def is_genuine(code: Code, secret: str) -> bool:
    expected = _proof(secret, f"code:{code.meeting_id}:{code.step}", LONG)
    return bool(secret) and hmac.compare_digest(expected, code.proof)


def step_of_short_code(text: str, meeting_id: int, secret: str, moment: datetime) -> int | None:
    """The step to which a typed code belongs, among those that could be on the screen at the moment; else None."""
    typed = tidy(text).replace("-", "")
    now = step_at(moment)
    for step in (now, now - 1, now + 1):
        if secret and hmac.compare_digest(short_code_for(meeting_id, secret, step).encode(), typed.encode()):
            return step if was_on_screen(step, moment) else None
    return None


def _proof(secret: str, message: str, length: int) -> str:
    digest = hmac.new(secret.encode(), message.encode(), sha256).digest()
    return "".join(LETTERS[byte % 32] for byte in digest[:length])


def _spelled(number: int) -> str:
    spelled = ""
    while number:
        number, digit = divmod(number, 32)
        spelled = LETTERS[digit] + spelled
    return spelled or LETTERS[0]


def _number(spelled: str) -> int:
    number = 0
    for letter in spelled:
        number = number * 32 + LETTERS.index(letter)
    return number
