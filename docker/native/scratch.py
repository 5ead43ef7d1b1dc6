"""Where what lasts for one run is kept: in memory where there is plenty, for a disk may take long to forget it.

A file system that tells its disk of every file that goes (`discard`) needs a quarter of a minute for one cluster.
"""

import hashlib
import os
from pathlib import Path

from .paths import STATE

MEMORY = Path("/dev/shm")  # noqa: S108 - of any program on Linux; our folder in it is named after the state folder
ROOM = 12 << 30
"""Bytes of memory that must be available: a run holds some five stacks at a time, each of half a gigabyte."""


def folder(instead: Path, memory: Path = MEMORY, room: int = ROOM) -> Path:
    """Our folder in memory; `instead` where memory is short or mounted for less than programs and devices."""
    if not _is_fit(memory) or _available() < room:
        return instead
    ours = in_memory(memory)
    ours.mkdir(mode=0o755, exist_ok=True)
    if ours.is_symlink() or ours.stat().st_uid != os.geteuid():  # somebody else's, under our name
        return instead
    return ours


def in_memory(memory: Path = MEMORY) -> Path:
    """What `folder` would be there, to be removed."""
    return memory / f"iot-{hashlib.sha256(str(STATE).encode()).hexdigest()[:12]}"


def temporary() -> dict[str, str]:
    """What tells programs to keep their temporary files there; nothing where they have been told another place."""
    if "TMPDIR" in os.environ:
        return {}
    ours = folder(Path())
    if ours == Path():
        return {}
    place = ours / "tmp"
    place.mkdir(exist_ok=True)
    place.chmod(0o1777)
    return {"TMPDIR": str(place)}


def _is_fit(memory: Path) -> bool:
    try:
        mounted = os.statvfs(memory)
    except OSError:
        return False
    return not mounted.f_flag & (os.ST_NODEV | os.ST_NOEXEC | os.ST_RDONLY)


def _available() -> int:
    """Bytes of memory that programs may still take."""
    facts = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    return int(facts.get("MemAvailable", "0").split()[0]) * 1024
