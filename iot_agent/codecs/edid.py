"""What a monitor says of itself: the base block of its EDID.

Source: VESA, "Enhanced Extended Display Identification Data Standard", release A, 3.3 to 3.10: header, vendor and
product, display descriptors, checksum.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ProtocolError

BLOCK = 128
HEADER = b"\x00\xff\xff\xff\xff\xff\xff\x00"
DESCRIPTORS = (54, 72, 90, 108)
DESCRIPTOR = 18
SERIAL, NAME = 0xFF, 0xFC


@dataclass(frozen=True)
class Monitor:
    """`maker` is the three letters of its PNP id; `serial` is "" where it has none."""

    maker: str
    product: int
    name: str
    serial: str


def parse(data: bytes) -> Monitor:
    """The monitor; ProtocolError for what is no EDID, or damaged."""
    block = data[:BLOCK]
    if len(block) < BLOCK or not block.startswith(HEADER):
        raise ProtocolError("no EDID")
    if sum(block) % 256:
        raise ProtocolError("an EDID whose checksum is wrong")
    number = int.from_bytes(block[12:16], "little")
    return Monitor(
        maker=_letters(int.from_bytes(block[8:10], "big")),
        product=int.from_bytes(block[10:12], "little"),
        name=_text(block, NAME),
        serial=_text(block, SERIAL) or (str(number) if number else ""),
    )


def _letters(packed: int) -> str:
    """Three letters of five bits each, 1 = A."""
    return "".join(chr(64 + (packed >> shift & 31)) for shift in (10, 5, 0))


def _text(block: bytes, tag: int) -> str:
    """The text of the first descriptor of this kind, which ends with a line feed; "" = there is none."""
    for start in DESCRIPTORS:
        descriptor = block[start : start + DESCRIPTOR]
        if descriptor[:5] == bytes((0, 0, 0, tag, 0)):
            text = descriptor[5:].partition(b"\n")[0].decode("cp437")
            return "".join(c for c in text if c.isprintable()).strip()
    return ""
