"""The durable memory of the box: every accepted job, how it ended, and what Odoo has not been told yet.

A call returns once its change is on the disk. How it gets there: journal_file.py.

  accepted --start--> started --end--> ended       the first answer of a key is its answer for ever (KEEP at least)
  found `started` at start-up: the box died in between, nobody knows what the device did -> unknown, interrupted
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .. import wire
from ..wire import Code
from .entry import Entry, Sheet, read_entry
from .journal_file import JournalFile

KEEP = 7 * 86400.0
UNREPORTED = 30 * 86400.0
MAX_JOBS = 100_000
MAX_EVENTS = 2_000
PICTURE_LIFE = 300.0
PICTURES = 10
"""Pictures of cameras are kept for whoever loses the answer and asks again: so long, so many, and not once Odoo has
them. What stays is that they were taken."""
SCAN_LIFE = 60.0
"""Seconds after which a scan that Odoo never got would surprise more than help."""

_KEPT = "WHERE action = 'picture' AND value != '{}'"
_BUT_THE_LATEST = f"seq NOT IN (SELECT seq FROM job {_KEPT} ORDER BY seq DESC LIMIT ?)"  # noqa: S608 - our own


class Journal:
    """Open it with `async with`; used by one agent at a time."""

    def __init__(self, file: Path) -> None:
        self._database = JournalFile(file)

    async def __aenter__(self) -> Journal:
        await self._database.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._database.close()

    # --- jobs ------------------------------------------------------------------------------------------------------

    async def accept(self, entry: Entry, fingerprint: str, sheet: Sheet | None, now: float) -> tuple[Entry, bool]:
        """The entry of this key and whether it is new; the same key for another wish raises `key_conflict`."""
        return await self._database.run(lambda: self._accept(entry, fingerprint, sheet, now))

    def _accept(self, entry: Entry, fingerprint: str, sheet: Sheet | None, now: float) -> tuple[Entry, bool]:
        found = self._database.one("SELECT * FROM job WHERE key = ?", entry.key)
        if found is None:
            self._insert(entry, fingerprint, sheet, now)
            return entry, True
        if found["fingerprint"] != fingerprint:
            raise wire.WireError(Code.KEY_CONFLICT)
        return read_entry(found), False

    def _insert(self, entry: Entry, fingerprint: str, sheet: Sheet | None, now: float) -> None:
        values = {
            **{
                name: getattr(entry, name)
                for name in ("key", "device", "action", "deadline", "issued", "user", "code", "ask_after")
            },
            "fingerprint": fingerprint,
            "params": json.dumps(dict(entry.params)),
            "path": entry.path.value,
            "accepted": now,
            "state": entry.state.value,
            "ended": entry.ended,
            "unreported": entry.path is wire.Path.RELAY or entry.state.ended,
        }
        with self._database.whole():
            names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
            self._database.execute(f"INSERT INTO job ({names}) VALUES ({marks})", values)  # noqa: S608 - our own names
            if sheet and not entry.state.ended:
                row = (entry.key, sheet.format.value, sheet.width, sheet.height, sheet.data)
                self._database.execute("INSERT INTO sheet VALUES (?, ?, ?, ?, ?)", row)

    async def start(self, key: str, attempts: int) -> None:
        """Durable before the first byte that cannot be taken back."""
        await self._database.write("UPDATE job SET started = 1, attempts = ? WHERE key = ?", attempts, key)

    async def hold(self, keys: Iterable[str]) -> None:
        """They wait for somebody's word, across starts too; Odoo is to be told."""
        hold = "UPDATE job SET code = ?, unreported = 1 WHERE key = ? AND state = 'queued'"
        await self._database.each(hold, [(Code.HELD.value, key) for key in keys])

    async def release(self, key: str, now: float) -> None:
        """It waits for its device alone, from this moment on; Odoo is to be told."""
        release = "UPDATE job SET code = '', accepted = ?, unreported = 1 WHERE key = ? AND state = 'queued'"
        await self._database.write(release, now, key)

    async def end(self, done: Entry) -> None:
        """Durable before anybody is told; the sheet has done its service."""

        def work() -> None:
            with self._database.whole():
                self._database.execute(
                    "UPDATE job SET state = ?, code = ?, value = ?, ended = ?, attempts = ?, unreported = 1"
                    " WHERE key = ? AND state = 'queued'",
                    (done.state.value, done.code, json.dumps(dict(done.value)), done.ended, done.attempts, done.key),
                )
                self._database.execute("DELETE FROM sheet WHERE key = ?", (done.key,))
                if done.action == "picture":
                    self._drop_pictures(_BUT_THE_LATEST, PICTURES)

        await self._database.run(work)

    async def find(self, key: str) -> Entry | None:
        found = await self._database.run(lambda: self._database.one("SELECT * FROM job WHERE key = ?", key))
        return read_entry(found) if found is not None else None

    async def tell_again(self, key: str) -> bool:
        """Whether the job is known; its state is due for Odoo once more."""

        def work() -> bool:
            return self._database.execute("UPDATE job SET unreported = 1 WHERE key = ?", (key,)).rowcount == 1

        return await self._database.run(work)

    async def sheet(self, key: str) -> Sheet | None:
        found = await self._database.run(lambda: self._database.one("SELECT * FROM sheet WHERE key = ?", key))
        if found is None:
            return None
        return Sheet(wire.Format(found["format"]), found["width"], found["height"], found["data"])

    async def recover(self, now: float) -> list[Entry]:
        """After a start: end what was interrupted, tidy up, and return what still waits, oldest first."""
        return await self._database.run(lambda: self._recover(now))

    def _recover(self, now: float) -> list[Entry]:
        with self._database.whole():
            self._database.execute(
                "UPDATE job SET state = 'unknown', code = ?, ended = ?, unreported = 1"
                " WHERE started AND state = 'queued'",
                (Code.INTERRUPTED.value, now),
            )
            self._tidy(now)
        return [read_entry(row) for row in self._database.all("SELECT * FROM job WHERE state = 'queued' ORDER BY seq")]

    async def torn(self) -> set[str]:
        """The devices whose last begun page is not known to have come out whole."""
        last = "SELECT max(seq) FROM job WHERE started AND action = 'print' GROUP BY device"
        query = f"SELECT device FROM job WHERE seq IN ({last}) AND state NOT IN ('done', 'sent')"  # noqa: S608 - our own
        return {row["device"] for row in await self._database.run(lambda: self._database.all(query))}

    async def tidy(self, now: float) -> None:
        """Forget what is old enough, so that the file stays small."""
        await self._database.run(lambda: self._tidy(now))

    def _tidy(self, now: float) -> None:
        execute = self._database.execute
        execute("DELETE FROM job WHERE state != 'queued' AND NOT unreported AND ended < ?", (now - KEEP,))
        execute("DELETE FROM job WHERE state != 'queued' AND ended < ?", (now - UNREPORTED,))
        execute("DELETE FROM job WHERE state != 'queued' AND seq <= (SELECT max(seq) FROM job) - ?", (MAX_JOBS,))
        execute("DELETE FROM sheet WHERE key NOT IN (SELECT key FROM job WHERE state = 'queued')")
        self._drop_pictures("ended < ?", now - PICTURE_LIFE)
        execute("DELETE FROM seen WHERE until < ?", (now,))
        execute("DELETE FROM event WHERE at < ?", (now - SCAN_LIFE,))

    async def clear(self) -> None:
        """The box changes hands: nothing of the old database stays but what must not be replayed."""

        def work() -> None:
            with self._database.whole():
                for table in ("job", "sheet", "event"):
                    self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names

        await self._database.run(work)

    async def first_time(self, key: str, until: float) -> bool:
        """Whether this order was never seen; it is remembered until it could no longer be replayed."""

        def work() -> bool:
            return self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, until)).rowcount == 1

        return await self._database.run(work)

    # --- what Odoo has not been told yet ---------------------------------------------------------------------------

    async def remember(self, event: wire.Event) -> None:
        """Keep an event until Odoo took it, within bounds."""

        def work() -> None:
            with self._database.whole():
                execute = self._database.execute
                execute("INSERT INTO event (id, body, at) VALUES (?, ?, ?)", (event.id, wire.dumps(event), event.at))
                execute("DELETE FROM event WHERE seq <= (SELECT max(seq) FROM event) - ?", (MAX_EVENTS,))

        await self._database.run(work)

    async def unreported(self, now: float, limit: int = wire.MAX_BATCH) -> wire.Report:
        """What waits for Odoo, oldest first."""

        def work() -> wire.Report:
            jobs = self._database.all("SELECT * FROM job WHERE unreported ORDER BY seq LIMIT ?", limit)
            recent = "SELECT body FROM event WHERE at >= ? ORDER BY seq LIMIT ?"
            events = self._database.all(recent, now - SCAN_LIFE, limit)
            return wire.Report(
                outcomes=tuple(read_entry(row).outcome() for row in jobs),
                events=tuple(wire.loads(row["body"], wire.Event) for row in events),
            )

        return await self._database.run(work)

    async def reported(self, sent: wire.Report, taken: Iterable[str]) -> None:
        """Forget what Odoo took; an outcome that moved on since it was sent stays due."""

        def work() -> None:
            known = set(taken)
            with self._database.whole():
                for outcome in sent.outcomes:
                    if outcome.key in known:
                        values = (outcome.key, outcome.state.value, outcome.code)
                        told = "UPDATE job SET unreported = 0 WHERE key = ? AND state = ? AND code = ?"
                        self._database.execute(told, values)
                        if outcome.path is wire.Path.RELAY:
                            self._drop_pictures("key = ? AND state = ? AND code = ?", *values)
                for event in sent.events:
                    if event.id in known:
                        self._database.execute("DELETE FROM event WHERE id = ?", (event.id,))

        await self._database.run(work)

    def _drop_pictures(self, which: str, *values: Any) -> None:
        self._database.execute(f"UPDATE job SET value = '{{}}' {_KEPT} AND {which}", values)  # noqa: S608 - ours
