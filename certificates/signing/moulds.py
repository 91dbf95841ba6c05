"""Signatures cast in the mould of the first: pyHanko builds one, the next differ in four places of the same bytes.

Between two seals of one key only the digest of the document, the signature and the time stamp change. Building the
rest anew (the certificates, who signs, by which rules) takes twenty times as long as signing.
"""

from asn1crypto import cms, parser

SEQUENCE, SET, OCTETS, FIRST, SECOND = 0x30, 0x31, 0x04, 0xA0, 0xA1


class Mould:
    """What a signature in a PDF is made of (RFC 5652), around the digest, the signature and the time stamp.

    Raises ``ValueError`` for one that is made of something else too.
    """

    def __init__(self, made: bytes, *, digest: bytes) -> None:
        self.kind, content = parts(opened(made))
        [signed_data] = parts(opened(content))
        *self.head, signers = parts(opened(signed_data))
        [signer] = parts(opened(signers))
        version, who, hashed, signed, self.algorithm, _signature, *unsigned = parts(opened(signer))
        self.who = (version, who, hashed)
        self.before, self.after = opened(signed).split(digest)
        self.stamp_kind = b""
        if unsigned:
            [stamp] = parts(opened(unsigned[0]))
            self.stamp_kind, _stamp = parts(opened(stamp))

    def signed(self, digest: bytes) -> bytes:
        """What is to be signed for a document of this digest."""
        return wrapped(SET, self.before, digest, self.after)

    def cast(self, digest: bytes, signature: bytes, stamp: bytes = b"") -> cms.ContentInfo:
        """The whole signature, as pyHanko would have built it."""
        unsigned = [wrapped(SECOND, wrapped(SEQUENCE, self.stamp_kind, wrapped(SET, stamp)))] if self.stamp_kind else []
        signer = wrapped(
            SEQUENCE,
            *self.who,
            wrapped(FIRST, self.before, digest, self.after),
            self.algorithm,
            wrapped(OCTETS, signature),
            *unsigned,
        )
        content = wrapped(FIRST, wrapped(SEQUENCE, *self.head, wrapped(SET, signer)))
        return cms.ContentInfo.load(wrapped(SEQUENCE, self.kind, content))


def opened(value: bytes) -> bytes:
    """What stands inside a value in DER."""
    return parser.parse(value, strict=True)[4]


def parts(content: bytes) -> list[bytes]:
    """The values that stand behind each other."""
    found = []
    while content:
        size = parser.peek(content)
        found.append(content[:size])
        content = content[size:]
    return found


def wrapped(tag: int, *contents: bytes) -> bytes:
    """A value in DER: its tag, its length, what stands inside.

    >>> wrapped(SEQUENCE, b"12", b"3").hex()
    '3003313233'
    """
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + content
