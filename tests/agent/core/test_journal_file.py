import contextlib
import sqlite3

import pytest

from iot_agent.core.journal_file import JournalFile
from iot_agent.errors import StorageError
from tests.support.loop import in_loop

SEEN = "INSERT INTO seen VALUES (?, 0)"


@contextlib.asynccontextmanager
async def opened(path):
    file = JournalFile(path)
    await file.open()
    yield file
    await file.close()


async def seen(file):
    return [row["key"] for row in await file.run(lambda: file.all("SELECT key FROM seen ORDER BY key"))]


@in_loop
async def test_it_is_on_the_disk_before_the_caller_knows(tmp_path):
    async with opened(tmp_path / "j") as file:
        await file.write(SEEN, "k1")
        other = sqlite3.connect(tmp_path / "j")
        assert other.execute("SELECT key FROM seen").fetchall() == [("k1",)]
        assert file.one("PRAGMA synchronous")[0] == 2
        assert file.one("PRAGMA journal_mode")[0] == "wal"
        other.close()


@in_loop
async def test_a_broken_file_is_put_aside_and_the_box_works(tmp_path, caplog):
    (tmp_path / "j").write_bytes(b"not a database" * 1000)
    async with opened(tmp_path / "j") as file:
        await file.write(SEEN, "k1")
    assert (tmp_path / "j.broken").exists()
    assert "put aside" in caplog.text


@in_loop
async def test_a_file_that_cannot_be_opened_is_not_put_aside(tmp_path):
    (tmp_path / "j").mkdir()
    with pytest.raises(StorageError):
        async with opened(tmp_path / "j"):
            pass
    assert [path.name for path in tmp_path.iterdir()] == ["j"], "what it holds may be read once the disk is well"


@in_loop
async def test_the_same_change_for_all_or_none(tmp_path):
    async with opened(tmp_path / "j") as file:
        with pytest.raises(StorageError):
            await file.each(SEEN, [("k1",), ("k2",), ("k1",)])
        assert await seen(file) == []
        await file.each(SEEN, [("k1",), ("k2",)])
        assert await seen(file) == ["k1", "k2"]


@in_loop
async def test_what_the_disk_already_took_back_is_told_as_it_was(tmp_path):
    """SQLite gives a change up by itself where the disk is full or fails."""
    async with opened(tmp_path / "j") as file:
        with pytest.raises(StorageError, match="UNIQUE"):
            await file.each(SEEN.replace("INSERT", "INSERT OR ROLLBACK"), [("k1",), ("k1",)])
        await file.each(SEEN, [("k2",)])
        assert await seen(file) == ["k2"]


@in_loop
async def test_a_change_that_fails_at_its_end_does_not_stay_open(tmp_path):
    async with opened(tmp_path / "j") as file:
        file.execute("PRAGMA foreign_keys = ON")
        file.execute("CREATE TABLE late (key REFERENCES seen DEFERRABLE INITIALLY DEFERRED)")
        with pytest.raises(StorageError, match="FOREIGN KEY"):
            await file.each("INSERT INTO late VALUES (?)", [("none",)])
        await file.each(SEEN, [("k1",)])
        assert await seen(file) == ["k1"]
