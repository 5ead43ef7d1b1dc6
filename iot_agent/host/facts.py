"""What the machine says of itself: its serial number, its addresses, its way to the internet."""

from __future__ import annotations

import fcntl
import hashlib
import re
import socket
import struct
from pathlib import Path

_SIOCGIFADDR = 0x8915
_VIRTUAL = ("lo", "docker", "br-", "veth", "virbr", "tun", "tap")


def serial_number(root: Path = Path("/")) -> str:
    """The board's serial number, else one derived from the machine id; the same at every start."""
    for place in ("proc/device-tree/serial-number", "sys/firmware/devicetree/base/serial-number"):
        if found := _clean(_read(root / place)):
            return found
    if line := re.search(r"^Serial\s*:\s*(\S+)", _read(root / "proc/cpuinfo"), re.MULTILINE):
        return _clean(line[1])
    machine = _read(root / "etc/machine-id").strip() or socket.gethostname()
    return hashlib.sha256(f"iot agent {machine}".encode()).hexdigest()[:16]


def boot(root: Path = Path("/")) -> str:
    """What this start of the machine is called; empty where the kernel does not say."""
    return _clean(_read(root / "proc/sys/kernel/random/boot_id"))


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _clean(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "", text)[:64]


def lan_addresses() -> list[str]:
    """IPv4 addresses of the machine's real network cards."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _index, name in socket.if_nameindex():
            if name.startswith(_VIRTUAL):
                continue
            try:
                answer = fcntl.ioctl(probe, _SIOCGIFADDR, struct.pack("256s", name[:15].encode()))
            except OSError:  # a card without an address
                continue
            found.append(socket.inet_ntoa(answer[20:24]))
    return found


def has_internet(root: Path = Path("/")) -> bool:
    """Whether the machine has a way out: a default route. Nobody outside is asked."""
    rows = [line.split() for line in _read(root / "proc/net/route").splitlines()[1:]]
    return any(len(row) > 3 and row[1] == "00000000" and int(row[3], 16) & 1 for row in rows)
