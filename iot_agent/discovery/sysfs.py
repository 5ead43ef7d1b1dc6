"""Reading the kernel's view of devices under /sys."""

from __future__ import annotations

import re
from pathlib import Path

SYS = Path("/sys")
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")


def attribute(device: Path, name: str) -> str:
    """The attribute's text, empty where there is none (any more)."""
    try:
        return (device / name).read_text(errors="replace").strip()
    except (OSError, ValueError):
        return ""


def number(device: Path, name: str, base: int = 16) -> int | None:
    """The attribute as a number, None where there is none."""
    try:
        return int(attribute(device, name), base)
    except ValueError:
        return None


def children(folder: Path, pattern: str = "*") -> list[Path]:
    """What is there at the moment, in a fixed order."""
    return sorted(folder.glob(pattern))


def safe(*parts: str) -> str:
    """An identifier of the given parts, of plain characters only."""
    return "-".join(filter(None, (_UNSAFE.sub("_", part).strip("_") for part in parts)))[:120]
