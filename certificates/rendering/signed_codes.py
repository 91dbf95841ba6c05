"""QR codes with signed facts (ISO/IEC 18004), thousands of them: what segno makes, fifteen times as fast.

Everything but the message is the same in each code of a size: patterns, mask, which bit lies where. It is taken from
segno once for each size; of a message only its ones are then turned over. The tests hold both against each other.

The code is made as coarse as can be (level L): on paper of half the size its squares must stay large enough for a
telephone. The mask is chosen beforehand: digits of a signature are as good as random, any of the eight does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Any

from segno import consts, encoder

LEVEL, MASK = consts.ERROR_LEVEL_L, 3
BITS_OF: Any = consts.SYMBOL_CAPACITY  # by version and level; segno's types know neither
BLOCKS_OF: Any = consts.ECC
BYTES, FIGURES, MODE_BITS = 0b0100, 0b0001, 4
UNSET = 2  # how segno marks a module that is free for the message
FILL = (0b11101100, 0b00010001)
SIZES = ((9, 8, 10), (26, 16, 12), (40, 16, 14))  # up to which version, bits that count bytes, bits that count figures


@dataclass(frozen=True)
class Layout:
    """A code of this version whose message is all zeros, and the place of each bit of a message in it."""

    side: int
    blank: bytes
    places: Sequence[int]
    blocks: Sequence[tuple[int, int]]  # codewords of data and of correction, for each block

    @property
    def capacity(self) -> int:
        return sum(data for data, _correction in self.blocks)


def rows_of(text: str, digits: str) -> list[bytes]:
    """The rows of modules of the smallest code that holds both. Raises ``ValueError`` where none does."""
    for last, count_bytes, count_figures in SIZES:
        bits = (
            f"{BYTES:04b}{len(text):0{count_bytes}b}{_bits(text.encode('latin-1'))}"
            f"{FIGURES:04b}{len(digits):0{count_figures}b}{_bits_of_figures(digits)}"
        )
        for version in range(1, last + 1):
            if len(bits) <= BITS_OF[version][LEVEL]:
                return _filled(layout_of(version), bits)
    raise ValueError("No QR code is large enough.")


def _filled(layout: Layout, bits: str) -> list[bytes]:
    words = _codewords(bits, layout.capacity)
    data, correction, start = [], [], 0
    for size, corrected in layout.blocks:
        block = words[start : start + size]
        start += size
        data.append(block)
        correction.append(_correction(block, corrected))
    message = bytes(word for word in chain(*zip_longest(*data), *zip_longest(*correction)) if word is not None)
    modules = bytearray(layout.blank)
    for place, bit in zip(layout.places, _bits(message), strict=False):
        if bit == "1":
            modules[place] ^= 1
    return [bytes(modules[at : at + layout.side]) for at in range(0, len(modules), layout.side)]


def _codewords(bits: str, capacity: int) -> bytes:
    """The bits in eights, with the end mark and what fills the code; behind whole bytes segno puts one of zeros."""
    bits += "0" * min(MODE_BITS, 8 * capacity - len(bits))
    bits += "0" * (8 - len(bits) % 8)
    words = int(bits, 2).to_bytes(len(bits) // 8)[:capacity]
    return words + bytes(FILL[n % 2] for n in range(capacity - len(words)))


def _bits(content: bytes) -> str:
    return f"{int.from_bytes(content):0{8 * len(content)}b}" if content else ""


def _bits_of_figures(digits: str) -> str:
    """Three figures in ten bits; the last two in seven, the last one in four."""
    threes = (digits[at : at + 3] for at in range(0, len(digits), 3))
    return "".join(f"{int(some):0{3 * len(some) + 1}b}" for some in threes)


def _correction(block: bytes, count: int) -> bytes:
    """The remainder of the division by the generator polynomial, a codeword at a time."""
    rest, last, whole, multiples = 0, 8 * (count - 1), (1 << 8 * count) - 1, _multiples(count)
    for word in block:
        rest = ((rest << 8) & whole) ^ multiples[(rest >> last) ^ word]
    return rest.to_bytes(count)


@lru_cache(maxsize=32)
def _multiples(count: int) -> list[int]:
    """The generator polynomial of so many codewords, without its first, times each codeword."""
    generator = consts.GEN_POLY[count]
    made = [0]
    for word in range(1, 256):
        log = consts.GALIOS_LOG[word]
        made.append(int.from_bytes(bytes(consts.GALIOS_EXP[log + power] for power in generator)))
    return made


@lru_cache(maxsize=40)
def layout_of(version: int) -> Layout:
    side = encoder.calc_matrix_size(version)

    blank = encoder.make_matrix(side, side)
    encoder.add_finder_patterns(blank, side, side)
    encoder.add_alignment_patterns(blank, side, side)
    free = sum(row.count(UNSET) for row in blank)
    numbers = [list(row) for row in blank]
    encoder.add_codewords(numbers, range(UNSET + 1, UNSET + 1 + free), version)
    flat = list(chain.from_iterable(numbers))
    places = sorted((at for at, number in enumerate(flat) if number > UNSET), key=flat.__getitem__)
    encoder.add_codewords(blank, bytes(free), version)
    _mask, blank = encoder.find_and_apply_best_mask(blank, side, side, MASK)
    encoder.add_format_info(blank, version, LEVEL, MASK)
    encoder.add_version_info(blank, version)
    blocks = [
        (info.num_data, info.num_total - info.num_data)
        for info in BLOCKS_OF[version][LEVEL]
        for _block in range(info.num_blocks)
    ]
    return Layout(side, b"".join(bytes(row) for row in blank), places, blocks)
