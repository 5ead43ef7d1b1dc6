"""What a barcode scanner sends over a serial line or as a USB COM port, and the codes in it.

Source: Honeywell, "Xenon 1900 User's Guide", chapter 6 (prefix, suffix; CR LF is the default of a serial scanner);
Zebra, "DS2208 Product Reference Guide" (scan data transmission format: <PREFIX> <DATA> <SUFFIX 1> <SUFFIX 2>); ASCII.
"""

from __future__ import annotations

from dataclasses import dataclass, field

GAP = 0.5
"""Seconds of silence after which what was sent so far is no part of what follows."""
PAUSE = 0.1
"""The same where it is the pause that ends a code: at 9600 baud, a character takes a millisecond."""
LONGEST = 4296
"""Bytes; more than the most a QR code holds."""

_STX, _ETX, _TAB, _LF, _CR = b"\x02\x03\t\n\r"


@dataclass
class Decoder:
    """Feed it the bytes in any pieces; it gives whole codes and never joins halves of two.

    CR, LF and ETX end a code, and `ends` are those of wire.OPTIONS: "tab", "time". Without "tab", Tab is a character,
    and ends a code that nothing follows. What has no end by the next pause, or grows beyond LONGEST, is given up.
    """

    ends: frozenset[str] = frozenset()
    prefix: str = ""
    _got: bytearray = field(default_factory=bytearray)
    _spoilt: bool = False

    def __post_init__(self) -> None:
        self._timed = "time" in self.ends
        self._enders = {_CR, _LF, _ETX, *([_TAB] if "tab" in self.ends else ())}

    @property
    def patience(self) -> float | None:
        """Seconds of silence after which `pause` is to be called; None = nothing waits for it."""
        if not self._got and not self._spoilt:
            return None
        return PAUSE if self._timed else GAP

    def feed(self, data: bytes) -> list[str]:
        """The codes that end within `data`."""
        return [code for byte in data if (code := self._byte(byte))]

    def pause(self) -> list[str]:
        """Nothing came for `patience`: the code that ends so."""
        ended = self._timed or self._got[-1:] == b"\t"
        if self._got[-1:] == b"\t":
            del self._got[-1:]
        code = self._code()
        return [code] if ended and code else []

    def _byte(self, byte: int) -> str:
        if byte in self._enders:
            return self._code()
        if byte == _STX:
            self._code()
        elif len(self._got) >= LONGEST:
            self._got.clear()
            self._spoilt = True
        elif byte:  # NUL is what the kernel makes of a byte that was garbled on the line
            self._got.append(byte)
        return ""

    def _code(self) -> str:
        got, spoilt = bytes(self._got), self._spoilt
        self._got.clear()
        self._spoilt = False
        return "" if spoilt else _read(got).removeprefix(self.prefix)


def _read(data: bytes) -> str:
    """UTF-8 where it is that, else Windows-1252, which scanners sold in Europe send."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
