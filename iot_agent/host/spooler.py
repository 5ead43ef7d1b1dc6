"""Whether this machine has a spooler, and who may reach its pages. The agent reads it and never changes it.

Source: proc(5), /proc/net/tcp; cupsd.conf(5), Listen and Port.
"""

from __future__ import annotations

from pathlib import Path

PORT = 631
LISTENS = "0A"
LOOPBACK = ("0100007F", "00000000000000000000000001000000")


def access(net: Path = Path("/proc/net")) -> str:
    """`none`, `closed` (to this machine only) or `open` (to the network)."""
    found = "none"
    for name in ("tcp", "tcp6"):
        for address in _listening(net / name):
            if address not in LOOPBACK:
                return "open"
            found = "closed"
    return found


def _listening(table: Path) -> list[str]:
    """The addresses at which the port is open, as the kernel writes them."""
    try:
        rows = [row.split() for row in table.read_text().splitlines()[1:]]
    except OSError:
        return []
    wanted = f"{PORT:04X}"
    at = [row[1].partition(":") for row in rows if len(row) > 3 and row[3] == LISTENS]
    return [address for address, _, port in at if port == wanted]
