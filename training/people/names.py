"""Vietnamese personal names: family, middle and given, and the order in which people are listed."""

from dataclasses import dataclass

from curriculum.vietnamese.text import collation_key, nfc


@dataclass(frozen=True)
class VietnameseName:
    """A name in its parts. Shown family-middle-given, sorted by given, then family, then middle (glossary)."""

    family: str
    middle: str
    given: str

    @classmethod
    def parse(cls, full: str) -> "VietnameseName":
        """Split a full name; a single word is a given name.

        >>> VietnameseName.parse("Nguyễn Thị Minh Khai")
        VietnameseName(family='Nguyễn', middle='Thị Minh', given='Khai')
        """
        parts = nfc(full).split(" ")
        if len(parts) == 1:
            return cls("", "", parts[0])
        return cls(parts[0], " ".join(parts[1:-1]), parts[-1])

    @property
    def full(self) -> str:
        return " ".join(part for part in (self.family, self.middle, self.given) if part)

    @property
    def sort_key(self) -> str:
        return collation_key(self.given) + collation_key(self.family) + collation_key(self.middle)
