"""``adlcp:prerequisites`` of SCORM 1.2: an expression in the AICC's script, as SCORM 1.2 CAM 2.3.2.5.1 takes it over.

``A & B``, ``A | B``, ``~A``, ``A = "passed"``, ``A <> "failed"``, ``2*{A, B, C}`` and brackets. A part alone holds when
it is passed or completed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

TOKEN = re.compile(r"""\s*(?:(?P<sign><>|[&|~=(){},*])|"(?P<quoted>[^"]*)"|(?P<name>[^\s&|~=<>(){},*"]+))""")
WORDS = {
    "p": "passed",
    "c": "completed",
    "f": "failed",
    "i": "incomplete",
    "b": "browsed",
    "n": "not attempted",
}
DONE = ("passed", "completed")
DEEPEST = 50


class Unreadable(ValueError):
    """The expression does not follow the script."""


@dataclass(frozen=True)
class Met:
    """Whether it holds, and which of the parts it asks for do not."""

    holds: bool
    lacking: tuple[str, ...] = ()


def names_in(expression: str) -> set[str]:
    """The identifiers an expression asks for. Raises ``Unreadable``."""
    reader = _Reader(expression, {})
    reader.read()
    return reader.asked


def are_met(expression: str, statuses: Mapping[str, str]) -> Met:
    """``statuses`` are the words of ``cmi.core.lesson_status``, by identifier. Raises ``Unreadable``."""
    return _Reader(expression, statuses).read()


class _Reader:
    def __init__(self, expression: str, statuses: Mapping[str, str]) -> None:
        self.statuses = statuses
        self.asked: set[str] = set()
        self.depth = 0
        self.tokens: list[tuple[str, str]] = []
        place = 0
        expression = expression.strip()
        while place < len(expression):
            found = TOKEN.match(expression, place)
            if found is None:
                raise Unreadable(expression)
            place = found.end()
            self.tokens.append((found.lastgroup or "", found.group(found.lastgroup or 0)))
        self.tokens.reverse()

    def read(self) -> Met:
        found = self._either()
        if self.tokens:
            raise Unreadable(self.tokens[-1][1])
        return found

    def _either(self) -> Met:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable("(")
        found = [self._all()]
        while self._takes("|"):
            found.append(self._all())
        self.depth -= 1
        holds = any(one.holds for one in found)
        return Met(holds, () if holds else _lacking(found))

    def _all(self) -> Met:
        found = [self._one()]
        while self._takes("&"):
            found.append(self._one())
        return Met(all(one.holds for one in found), _lacking(found))

    def _one(self) -> Met:
        turned = False
        while self._takes("~"):
            turned = not turned
        found = self._plain()
        return Met(not found.holds) if turned else found

    def _plain(self) -> Met:
        if self._takes("("):
            found = self._either()
            self._expect(")")
            return found
        if self.tokens and self.tokens[-1] == ("sign", "{"):
            return self._set(None)
        name = self._name()
        if name.isdecimal() and self._takes("*"):
            return self._set(int(name))
        self.asked.add(name)
        for sign in ("=", "<>"):
            if self._takes(sign):
                word = self._name().lower()
                word = WORDS.get(word, word)
                if word not in WORDS.values():
                    raise Unreadable(word)
                holds = (self._status(name) == word) == (sign == "=")
                return Met(holds, () if holds else (name,))
        holds = self._status(name) in DONE
        return Met(holds, () if holds else (name,))

    def _set(self, count: int | None) -> Met:
        self._expect("{")
        found = [self._either()]
        while self._takes(","):
            found.append(self._either())
        self._expect("}")
        holds = sum(one.holds for one in found) >= (len(found) if count is None else count)
        return Met(holds, () if holds else _lacking(found))

    def _status(self, name: str) -> str:
        return self.statuses.get(name, "not attempted")

    def _takes(self, sign: str) -> bool:
        if self.tokens and self.tokens[-1] == ("sign", sign):
            self.tokens.pop()
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._takes(sign):
            raise Unreadable(sign)

    def _name(self) -> str:
        if not self.tokens or self.tokens[-1][0] == "sign":
            raise Unreadable("")
        return self.tokens.pop()[1]


def _lacking(found: list[Met]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in found for name in one.lacking))
