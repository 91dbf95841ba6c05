"""Reading a verification code as people type it."""

import unicodedata

from certificates.register.models import CODE_ALPHABET, CODE_LENGTH

# Crockford's alphabet leaves out four letters because they are misread; read them as what was meant.
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def normalise(typed: str) -> str:
    """The code without spaces and dashes, in capitals, misread letters put right.

    >>> normalise(" 7k3m9-qxw2z b5d8f-4h6jl ")
    '7K3M9QXW2ZB5D8F4H6J1'
    """
    text = unicodedata.normalize("NFKC", typed).upper().translate(MISREAD)
    return "".join(char for char in text if char.isalnum())


def is_code(text: str) -> bool:
    """Whether it could be a code at all; only such text is looked up and logged."""
    return len(text) == CODE_LENGTH and all(char in CODE_ALPHABET for char in text)
