"""What is known of the agent's own drivers without importing them: what each claims, and its fingerprint.

To find it out costs a third of a start, so it is kept for the next one, as long as no file that counts has changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from .. import __version__, drivers
from ..core import store
from ..core.match import Match
from .edition import AGENT, Edition

READ = ("drivers", "codecs", "core")
"""The folders whose files decide what is kept."""
CLAIMS, FINGERPRINTS = "claims", "fingerprints"


class Known:
    """Read from `file` if it holds for these drivers, else found out and written there; None keeps nothing."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._by = _stamp()
        self._kept = _read(file, self._by)

    def claims(self) -> dict[str, tuple[Match, ...]]:
        """What the drivers claim that load; those of installed packages are asked themselves."""
        told = self._known(CLAIMS, lambda: {name: list(map(asdict, claim)) for name, claim in _built_in().items()})
        return {**drivers.table(drivers.foreign()), **_read_claims(told)}

    def fingerprints(self) -> Mapping[str, str]:
        """Of the built-in drivers."""
        found: Mapping[str, str] = self._known(FINGERPRINTS, _fingerprints)
        return found

    def _known(self, what: str, find_out: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        if what not in self._kept:
            self._kept = {**self._kept, what: find_out()}
            self._keep()
        known: Mapping[str, Any] = self._kept[what]
        return known

    def _keep(self) -> None:
        """A driver that does not load may do so as soon as a library was installed, which changes no file of ours."""
        if self._file and self._kept.get(CLAIMS, {}).keys() >= drivers.BUILT_IN.keys():
            with contextlib.suppress(OSError):  # it can be found out again
                store.write(self._file, json.dumps({"by": self._by, **self._kept}).encode())


def _built_in() -> Mapping[str, tuple[Match, ...]]:
    return drivers.table(drivers.BUILT_IN)


@cache
def _fingerprints() -> dict[str, str]:
    """As the files stand when this is first asked: they are what this process runs."""
    edition = Edition(AGENT)
    try:
        return {name: edition.fingerprint(_path(place)) for name, place in drivers.BUILT_IN.items()}
    finally:
        edition.close()


def _path(place: str) -> Path:
    """The file of "iot_agent.module:Class", relative to the agent."""
    return Path(*place.partition(":")[0].split(".")[1:]).with_suffix(".py")


def _stamp() -> str:
    """Differs when another Python, another agent or another file is there."""
    whole = hashlib.sha256(f"{platform.python_version()} {__version__}".encode())
    for path in sorted(path for part in READ for path in (AGENT / part).rglob("*.py")):
        state = path.stat()
        whole.update(f"\n{path} {state.st_size} {state.st_mtime_ns}".encode())
    return whole.hexdigest()


def _read(file: Path | None, by: str) -> dict[str, Any]:
    """What stands in the file, if it was written for the same."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
        told: dict[str, Any] = json.loads(file.read_bytes()) if file else {}
        if told.pop("by", "") == by and _read_claims(told.get(CLAIMS, {})):
            return told
    return {}


def _read_claims(told: Mapping[str, Any]) -> dict[str, tuple[Match, ...]]:
    return {name: tuple(Match(**match) for match in claim) for name, claim in told.items()}
