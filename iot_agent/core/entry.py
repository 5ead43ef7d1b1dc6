"""A job as the box keeps it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .. import wire
from ..wire import Code, State


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One job as the box keeps it; the document stays on the disk until it is printed."""

    key: str
    device: str
    action: str
    params: Mapping[str, Any] = field(default_factory=dict)
    deadline: float
    issued: float
    user: str = ""
    path: wire.Path
    state: State = State.QUEUED
    code: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)
    ended: float = 0.0
    attempts: int = 0
    since: float = 0.0
    """When it was accepted, or somebody said that it shall be printed after all."""
    ask_after: float = wire.ASK_AFTER

    @property
    def held(self) -> bool:
        """Whether it waits for somebody to say that it shall be printed after all."""
        return self.state is State.QUEUED and self.code == Code.HELD.value

    def outwaited(self, away_since: float, now: float) -> bool:
        """Whether it is a page that waited too long for a device which was away until now."""
        waited = now - max(self.since, away_since)
        return self.action == "print" and 0 < self.ask_after < waited

    def end(self, state: State, code: Code | None, value: Mapping[str, Any], at: float) -> Entry:
        """The entry with its end."""
        return replace(self, state=state, code=code.value if code else "", value=value, ended=at)

    def outcome(self) -> wire.Outcome:
        shared = {name: getattr(self, name) for name in wire.Outcome.__dataclass_fields__}
        return wire.Outcome(**shared)


@dataclass(frozen=True)
class Sheet:
    """What a job prints, as it lies on the disk: bytes, and how to read them."""

    format: wire.Format
    width: int
    height: int
    data: bytes


def fingerprint(device: str, action: str, params: Mapping[str, Any], sheet: Sheet | None) -> str:
    """What an intent key is bound to."""
    content = [sheet.format.value, sheet.width, sheet.height, hashlib.sha256(sheet.data).hexdigest()] if sheet else None
    wish = json.dumps([device, action, dict(sorted(params.items())), content], separators=(",", ":"))
    return hashlib.sha256(wish.encode()).hexdigest()


def read_entry(row: sqlite3.Row) -> Entry:
    """The entry of a row of the journal."""
    return Entry(
        key=row["key"],
        device=row["device"],
        action=row["action"],
        params=json.loads(row["params"]),
        deadline=row["deadline"],
        issued=row["issued"],
        user=row["user"],
        path=wire.Path(row["path"]),
        state=State(row["state"]),
        code=row["code"],
        value=json.loads(row["value"]),
        ended=row["ended"],
        attempts=row["attempts"],
        since=row["accepted"],
        ask_after=row["ask_after"],
    )
