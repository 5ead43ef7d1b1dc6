"""The file of the journal: its tables, in a SQLite that lives in one thread, so that the loop never waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from ..errors import StorageError

BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
"""What no later start would read either."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS job (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL,
    device TEXT NOT NULL, action TEXT NOT NULL, params TEXT NOT NULL, deadline REAL NOT NULL,
    issued REAL NOT NULL, user TEXT NOT NULL, path TEXT NOT NULL, accepted REAL NOT NULL,
    started INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'queued', code TEXT NOT NULL DEFAULT '',
    value TEXT NOT NULL DEFAULT '{}', ended REAL NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
    unreported INTEGER NOT NULL DEFAULT 0, ask_after REAL NOT NULL DEFAULT 300);
CREATE TABLE IF NOT EXISTS sheet (
    key TEXT PRIMARY KEY, format TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS job_open ON job (seq) WHERE state = 'queued';
CREATE INDEX IF NOT EXISTS job_unreported ON job (seq) WHERE unreported;
CREATE INDEX IF NOT EXISTS job_picture ON job (seq) WHERE action = 'picture' AND value != '{}';
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY, until REAL NOT NULL);
"""

_logger = logging.getLogger(__name__)
T = TypeVar("T")


class JournalFile:
    """`execute`, `whole`, `one` and `all` belong into a `run`; whatever fails in there raises StorageError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._database: sqlite3.Connection

    async def open(self) -> None:
        """Open the file; one that no later start would read either is put aside."""
        await self.run(self._open)

    async def close(self) -> None:
        await self.run(lambda: self._database.close())
        self._thread.shutdown()

    async def run(self, work: Callable[[], T]) -> T:
        """Do `work` in the thread of the file, to its end even if the caller is cancelled meanwhile."""
        try:
            return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, work))
        except (sqlite3.Error, OSError) as error:
            raise StorageError(f"{self._path}: {error}") from error

    def _open(self) -> None:
        try:
            self._connect()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in BROKEN:
                raise  # a disk that is full or fails at this moment: what stands in the file may not get lost
            _logger.error("%s cannot be read (%s); it is put aside", self._path, error)
            self._path.replace(self._path.with_name(f"{self._path.name}.broken"))
            for rest in ("-wal", "-shm"):
                self._path.with_name(self._path.name + rest).unlink(missing_ok=True)
            self._connect()

    def _connect(self) -> None:
        self._database = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        self._database.row_factory = sqlite3.Row
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.executescript(SCHEMA)
        if "ask_after" not in {column["name"] for column in self.all("PRAGMA table_info(job)")}:
            self._database.execute("ALTER TABLE job ADD ask_after REAL NOT NULL DEFAULT 300")

    async def write(self, statement: str, *values: Any) -> None:
        """One change that stands alone."""
        await self.run(lambda: self.execute(statement, values))

    async def each(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """The same change for all rows, or for none."""

        def work() -> None:
            with self.whole():
                self._database.executemany(statement, rows)

        await self.run(work)

    @contextlib.contextmanager
    def whole(self) -> Iterator[None]:
        """All that is executed within, or nothing of it."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        finally:
            if self._database.in_transaction:  # SQLite gives some up by itself, and keeps one that could not be written
                self._database.execute("ROLLBACK")

    def execute(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> sqlite3.Cursor:
        return self._database.execute(statement, values)

    def one(self, query: str, *values: Any) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._database.execute(query, values).fetchone()
        return found

    def all(self, query: str, *values: Any) -> list[sqlite3.Row]:
        return self._database.execute(query, values).fetchall()
