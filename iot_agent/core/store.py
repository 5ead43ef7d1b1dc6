"""The few small files of the state folder: who the box is, and whose it is. Written whole or not at all."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import functools
import json
import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import seal
from ..errors import SettingsError

_logger = logging.getLogger(__name__)


def write(path: Path, data: bytes) -> None:
    """Replace `path` by `data`, readable by its owner alone; a power cut leaves the old file or the new one."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Pairing:
    """What the box knows of its database; `box` is the database's name for it, another one at each pairing."""

    server: str
    database: str
    box: str
    key: str
    exchange: str
    name: str
    origins: tuple[str, ...]


@dataclass(frozen=True)
class Announced:
    """The server an unpaired box tells about itself; empty = none."""

    server: str = ""
    database: str = ""


class Store:
    """The state folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self.journal = folder / "journal.sqlite"

    @functools.cached_property
    def seed(self) -> bytes:
        """The secret the box's keys come from; made at the first start."""
        path = self.folder / "identity.json"
        if found := self._read(path):
            return seal.unb64(found["seed"])
        seed = seal.new_seed()
        write(path, json.dumps({"seed": seal.b64(seed)}).encode())
        return seed

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Held while an agent runs on this folder; SettingsError if another one does."""
        with (self.folder / "lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise SettingsError(f"{self.folder}: another agent runs on this folder") from None
            yield

    def serve_at(self, url: str) -> None:
        """Let the command line find the agent that runs on this folder."""
        write(self.folder / "running.json", json.dumps({"url": url}).encode())

    def running(self) -> str | None:
        """Where the agent that runs on this folder answers; None if none runs."""
        try:
            with self.lock():
                return None
        except SettingsError:
            found = self._read(self.folder / "running.json")
            return str(found["url"]) if found else None

    def pairing(self) -> Pairing | None:
        return self._pairing("pairing.json")

    def pair(self, pairing: Pairing) -> None:
        self._write("pairing.json", pairing)

    def unpair(self) -> None:
        remove(self.folder / "pairing.json")

    def farewell(self) -> Pairing | None:
        """The database that has not been told yet that the owner took the box back."""
        return self._pairing("farewell.json")

    def owe_farewell(self, pairing: Pairing) -> None:
        self._write("farewell.json", pairing)

    def said_farewell(self) -> None:
        remove(self.folder / "farewell.json")

    def announced(self) -> Announced | None:
        found = self._read(self.folder / "announce.json")
        return Announced(**found) if found else None

    def announce(self, at: Announced) -> None:
        self._write("announce.json", at)

    def _pairing(self, name: str) -> Pairing | None:
        found = self._read(self.folder / name)
        return Pairing(**{**found, "origins": tuple(found["origins"])}) if found else None

    def _write(self, name: str, value: Pairing | Announced) -> None:
        write(self.folder / name, json.dumps(dataclasses.asdict(value)).encode())

    def _read(self, path: Path) -> Mapping[str, Any] | None:
        """The file's object; a file that cannot be read is put aside, so that the box still starts."""
        try:
            found = json.loads(path.read_bytes())
            if not isinstance(found, dict):
                raise ValueError("not an object")
        except FileNotFoundError:
            return None
        except ValueError:
            _logger.error("%s cannot be read; it is put aside as %s.broken", path, path.name)
            with contextlib.suppress(OSError):
                path.replace(path.with_name(f"{path.name}.broken"))
            return None
        return found
