"""Measuring tools over Bluetooth Low Energy: their GATT profiles as data, and what is said on the wire to one.

    services\n                      services c1b25000-caaf-… 0000180f-…\n     what it offers
    listen c1b25010-caaf-…\n                                                  its values from there on
    write c1b25012-caaf-… 3f0d\n                                              a command, in hexadecimal
                                    c1b25010-caaf-… 2b3031322e3334350d\n     a value it sent, likewise

Source: Sylvac, "Bluetooth Profile Specifications" MEM-PM 292-1806-01, for c1b25000 (text as in codecs/sylvac.py).
Mitutoyo publishes none for U-WAVE-TMB; its bytes are as several open readers have them (decimals in the third byte, the
number in the next four, the lowest first), and were checked against no tool.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..errors import ProtocolError
from ..values import Measure
from . import sylvac

ASK_SERVICES = b"services\n"
END = b"\n"
LONGEST = 2000

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SERVICES = re.compile(rf"services((?: {_UUID}){{0,40}})\n")
_HEARD = re.compile(rf"({_UUID}) ((?:[0-9a-f]{{2}}){{0,512}})\n")
_ORDER = re.compile(rf"(?:listen ({_UUID})|write ({_UUID}) ((?:[0-9a-f]{{2}}){{1,64}}))\n")


def _text(data: bytes) -> Measure | None:
    told = sylvac.parse(data.rstrip(b"\r\n\0") + sylvac.END)
    return told if isinstance(told, Measure) else None


def _u_wave(data: bytes) -> Measure:
    if len(data) < 7:
        raise ProtocolError("half a value")
    decimals, number = struct.unpack_from("<bi", data, 2)
    if not 0 <= decimals <= 6:
        raise ProtocolError("a value of no decimals")
    return Measure(number / 10**decimals)


@dataclass(frozen=True)
class Profile:
    """A kind of tool: its service, the characteristics its values come from and how those are read, and the command
    that asks for one ("" = it has none)."""

    name: str
    service: str
    values: tuple[str, ...]
    read: Callable[[bytes], Measure | None]
    command: str = ""
    ask: bytes = b""


PROFILES = (
    Profile(
        "Sylvac",
        "c1b25000-caaf-6d0e-4c33-7dae30052840",
        ("c1b25010-caaf-6d0e-4c33-7dae30052840", "c1b25013-caaf-6d0e-4c33-7dae30052840"),
        _text,
        "c1b25012-caaf-6d0e-4c33-7dae30052840",
        sylvac.ASK,
    ),
    Profile(
        "Mitutoyo U-WAVE",
        "7eafd361-f150-4785-b307-47d34ed52c3c",
        ("7eafd361-f151-4785-b307-47d34ed52c3c",),
        _u_wave,
    ),
)


def profile_of(services: Iterable[str]) -> Profile | None:
    """The tool that offers these services."""
    offered = set(services)
    return next((profile for profile in PROFILES if profile.service in offered), None)


def tell_services(services: Iterable[str]) -> bytes:
    return f"services{''.join(f' {service.lower()}' for service in list(services)[:40])}\n".encode()


def read_services(line: bytes) -> tuple[str, ...]:
    found = _SERVICES.fullmatch(_decoded(line))
    if found is None:
        raise ProtocolError("not a list of services")
    return tuple(found[1].split())


def listen(characteristic: str) -> bytes:
    return f"listen {characteristic}\n".encode()


def write(characteristic: str, data: bytes) -> bytes:
    return f"write {characteristic} {data.hex()}\n".encode()


def read_order(line: bytes) -> tuple[str, bytes]:
    """The characteristic of a `listen` or `write`, and the bytes to write (b"" = listen)."""
    order = _ORDER.fullmatch(_decoded(line))
    if order is None:
        raise ProtocolError("not an order")
    return order[1] or order[2], bytes.fromhex(order[3] or "")


def tell(characteristic: str, data: bytes) -> bytes:
    """What a characteristic sent."""
    return f"{characteristic.lower()} {data[:512].hex()}\n".encode()


def read(line: bytes, profile: Profile) -> Measure | None:
    """The value in a line; None = the tool says something else."""
    heard = _HEARD.fullmatch(_decoded(line))
    if heard is None or heard[1] not in profile.values:
        raise ProtocolError("not a value of this tool")
    return profile.read(bytes.fromhex(heard[2]))


def _decoded(line: bytes) -> str:
    try:
        return line.decode("ascii")
    except UnicodeDecodeError:
        raise ProtocolError("not a line") from None
