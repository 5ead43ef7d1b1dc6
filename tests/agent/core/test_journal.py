import dataclasses

import pytest

from iot_agent import wire
from iot_agent.core import journal as module
from iot_agent.core.entry import Entry, Sheet
from iot_agent.core.journal import KEEP, PICTURE_LIFE, PICTURES, SCAN_LIFE, UNREPORTED, Journal
from iot_agent.errors import StorageError
from iot_agent.wire import Code, Path, State, WireError
from tests.support.loop import in_loop

NOW = 1_800_000_000.0
SHEET = Sheet(wire.Format.RASTER, 8, 2, b"\x00\xff")


def entry(key="k1", **values):
    values = {
        "device": "p1",
        "action": "print",
        "deadline": NOW + 60,
        "issued": NOW,
        "path": Path.RELAY,
        "since": NOW,
        **values,
    }
    return Entry(key=key, **values)


def scan(number=1, at=NOW):
    return wire.Event(id=f"e{number}", device="c1", name="scan", value={"text": str(number)}, at=at)


async def accept(journal, given=None, mark="f", sheet=None):
    return await journal.accept(given or entry(), mark, sheet, NOW)


async def reported(journal):
    report = await journal.unreported(NOW)
    return [(outcome.key, outcome.state) for outcome in report.outcomes]


@in_loop
async def test_what_was_accepted_is_there_after_a_start(tmp_path):
    given = entry(params={"cut": True, "copies": 2}, user="7", path=Path.DIRECT)
    async with Journal(tmp_path / "j") as journal:
        assert await accept(journal, given, sheet=SHEET) == (given, True)
    async with Journal(tmp_path / "j") as journal:
        assert await journal.recover(NOW) == [given]
        assert await journal.sheet("k1") == SHEET


@in_loop
async def test_a_repeated_key_gives_the_first_entry(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await accept(journal)
        again, new = await accept(journal, entry(path=Path.DIRECT, user="other"))
        assert (again, new) == (entry(), False)


@in_loop
async def test_a_key_stands_for_one_wish(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await accept(journal, mark="one")
        with pytest.raises(WireError) as refused:
            await accept(journal, mark="another")
        assert refused.value.code is Code.KEY_CONFLICT


@in_loop
async def test_the_first_end_is_the_end(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await accept(journal, sheet=SHEET)
        await journal.end(entry().end(State.DONE, None, {"a": 1}, NOW + 1))
        await journal.end(entry().end(State.FAILED, Code.OFFLINE, {}, NOW + 2))
        found = await journal.find("k1")
        assert (found.state, found.code, found.value, found.ended) == (State.DONE, "", {"a": 1}, NOW + 1)
        assert await journal.sheet("k1") is None
        assert await journal.recover(NOW) == []


@in_loop
async def test_started_and_not_ended_is_unknown_after_a_start(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await accept(journal, entry("started"), sheet=SHEET)
        await accept(journal, entry("waiting"))
        await journal.start("started", 2)
    async with Journal(tmp_path / "j") as journal:
        assert [waiting.key for waiting in await journal.recover(NOW + 5)] == ["waiting"]
        found = await journal.find("started")
        assert (found.state, found.code, found.ended, found.attempts) == (State.UNKNOWN, "interrupted", NOW + 5, 2)
        assert await journal.sheet("started") is None
        assert ("started", State.UNKNOWN) in await reported(journal)


@in_loop
async def test_what_waits_is_told_oldest_first(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        for number in range(20):
            await accept(journal, entry(f"k{number:02}"))
        assert await reported(journal) == [(f"k{number:02}", State.QUEUED) for number in range(20)]
        assert len((await journal.unreported(NOW, 5)).outcomes) == 5


@in_loop
async def test_told_and_taken_is_not_told_again(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await accept(journal)
        await journal.remember(scan())
        report = await journal.unreported(NOW)
        await journal.reported(report, ["somebody else's"])
        assert await journal.unreported(NOW) == report
        await journal.reported(report, ["k1", "e1"])
        assert await journal.unreported(NOW) == wire.Report()


@in_loop
async def test_an_end_that_came_while_telling_is_told_too(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await accept(journal)
        report = await journal.unreported(NOW)
        await journal.end(entry().end(State.DONE, None, {}, NOW))
        await journal.reported(report, ["k1"])
        assert await reported(journal) == [("k1", State.DONE)]


@in_loop
async def test_a_direct_job_is_told_once_it_ended(tmp_path):
    direct = entry(path=Path.DIRECT)
    async with Journal(tmp_path / "j") as journal:
        await accept(journal, direct)
        assert await reported(journal) == []
        await journal.end(direct.end(State.SENT, None, {}, NOW))
        assert await reported(journal) == [("k1", State.SENT)]


@in_loop
async def test_odoo_can_be_told_again(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await accept(journal)
        await journal.reported(await journal.unreported(NOW), ["k1"])
        assert await journal.tell_again("k1")
        assert await reported(journal) == [("k1", State.QUEUED)]
        assert not await journal.tell_again("nobody's")


@in_loop
async def test_what_is_held_stays_held_until_it_is_released(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        for key in ("k1", "k2"):
            await accept(journal, entry(key), sheet=SHEET)
        await journal.hold(["k1", "k2"])
    async with Journal(tmp_path / "j") as journal:
        assert [kept.held for kept in await journal.recover(NOW)] == [True, True]
        await journal.release("k1", NOW + 400)
    async with Journal(tmp_path / "j") as journal:
        kept = await journal.recover(NOW)
        assert [(one.key, one.held, one.since) for one in kept] == [("k1", False, NOW + 400), ("k2", True, NOW)]
        assert await journal.sheet("k2") == SHEET


@in_loop
async def test_odoo_is_told_that_a_job_is_held_and_that_it_is_not(tmp_path):
    async def codes(journal):
        return [outcome.code for outcome in (await journal.unreported(NOW)).outcomes]

    async with Journal(tmp_path / "j") as journal:
        await accept(journal, entry(path=Path.DIRECT))
        assert await codes(journal) == []
        await journal.hold(["k1"])
        assert await codes(journal) == ["held"]
        sent = await journal.unreported(NOW)
        await journal.release("k1", NOW)
        await journal.reported(sent, ["k1"])
        assert await codes(journal) == [""], "it moved on while it was told"
        await journal.reported(await journal.unreported(NOW), ["k1"])
        assert await codes(journal) == []


@in_loop
async def test_what_ended_is_neither_held_nor_released(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await accept(journal)
        await journal.end(entry().end(State.EXPIRED, Code.OFFLINE, {}, NOW))
        await journal.hold(["k1"])
        await journal.release("k1", NOW)
        assert (await journal.find("k1")).code == "offline"


@in_loop
async def test_a_file_of_an_earlier_version_is_read_on(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await accept(journal)
        journal._database.execute("ALTER TABLE job DROP ask_after")
    async with Journal(tmp_path / "j") as journal:
        assert [kept.ask_after for kept in await journal.recover(NOW)] == [wire.ASK_AFTER]
        await accept(journal, entry("k2", ask_after=60.0))
        assert (await journal.find("k2")).ask_after == 60.0


@in_loop
async def test_outcomes_are_kept_for_a_week_and_what_waits_for_ever(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        for key in ("told", "untold", "waiting"):
            await accept(journal, entry(key), sheet=SHEET)
        for key in ("told", "untold"):
            await journal.end(entry(key).end(State.DONE, None, {}, NOW))
        await journal.reported(await journal.unreported(NOW), ["told"])
        await journal.tidy(NOW + KEEP - 1)
        assert await journal.find("told")
        await journal.tidy(NOW + KEEP + 1)
        assert await journal.find("told") is None
        assert await journal.find("untold")
        await journal.tidy(NOW + UNREPORTED + 1)
        assert await journal.find("untold") is None
        assert await journal.find("waiting")
        assert await journal.sheet("waiting") == SHEET


@in_loop
async def test_the_number_of_outcomes_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_JOBS", 3)
    async with Journal(tmp_path / "j") as journal:
        for number in range(6):
            await accept(journal, entry(f"k{number}").end(State.DONE, None, {}, NOW))
        await journal.tidy(NOW)
        assert [key for key, _ in await reported(journal)] == ["k3", "k4", "k5"]


@in_loop
async def test_the_number_of_events_is_bounded_and_so_is_their_age(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_EVENTS", 3)
    async with Journal(tmp_path / "j") as journal:
        for number in range(6):
            await journal.remember(scan(number))
        assert [event.id for event in (await journal.unreported(NOW)).events] == ["e3", "e4", "e5"]
        assert (await journal.unreported(NOW + SCAN_LIFE + 1)).events == ()


@in_loop
async def test_an_order_is_obeyed_once(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        assert await journal.first_time("r1", NOW + 60)
    async with Journal(tmp_path / "j") as journal:
        assert not await journal.first_time("r1", NOW + 60)
        assert await journal.first_time("r2", NOW + 60)
        await journal.tidy(NOW + 61)
        assert await journal.first_time("r1", NOW + 120)


@in_loop
async def test_nothing_of_the_old_database_stays(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await accept(journal, sheet=SHEET)
        await journal.remember(scan())
        await journal.first_time("r1", NOW + 60)
        await journal.clear()
        assert await journal.unreported(NOW) == wire.Report()
        assert await journal.find("k1") is None
        assert await journal.sheet("k1") is None
        assert not await journal.first_time("r1", NOW + 60), "an overheard order of the old database is obeyed"


@in_loop
async def test_a_large_sheet(tmp_path):
    sheet = dataclasses.replace(SHEET, data=bytes(wire.MAX_DOCUMENT))
    async with Journal(tmp_path / "j") as journal:
        await accept(journal, sheet=sheet)
        assert await journal.sheet("k1") == sheet


@in_loop
async def test_a_disk_that_refuses_is_an_error_of_ours(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await accept(journal)
        journal._database.execute("PRAGMA query_only = ON")
        with pytest.raises(StorageError):
            await accept(journal, entry("k2"))
        journal._database.execute("PRAGMA query_only = OFF")
        assert (await accept(journal, entry("k2")))[1]


@in_loop
async def test_half_a_change_is_none(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await accept(journal, sheet=SHEET)
        journal._database.execute("DROP TABLE sheet")
        with pytest.raises(StorageError):
            await journal.end(entry().end(State.DONE, None, {}, NOW))
        assert (await journal.find("k1")).state is State.QUEUED


async def pictured(journal, key, path=Path.DIRECT, at=NOW):
    given = entry(key, action="picture", path=path)
    await accept(journal, given)
    await journal.end(given.end(State.DONE, None, {"picture": "AAAA"}, at))


async def kept(journal):
    return [row["key"] for row in journal._database.all("SELECT key FROM job WHERE value LIKE '%AAAA%' ORDER BY seq")]


@in_loop
async def test_of_pictures_the_latest_are_kept_for_whoever_lost_the_answer(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        for number in range(PICTURES + 3):
            await pictured(journal, f"k{number}")

        assert await kept(journal) == [f"k{number}" for number in range(3, PICTURES + 3)]
        forgotten = await journal.find("k0")
        assert (forgotten.state, forgotten.value) == (State.DONE, {})


@in_loop
async def test_a_picture_does_not_stay(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await pictured(journal, "old", at=NOW - PICTURE_LIFE - 1)
        await pictured(journal, "new", at=NOW)
        await journal.tidy(NOW)

        assert await kept(journal) == ["new"]


@in_loop
async def test_once_odoo_has_a_picture_the_box_has_not(tmp_path):
    async with Journal(tmp_path / "j") as journal:
        await pictured(journal, "relayed", Path.RELAY)
        await pictured(journal, "refused", Path.RELAY)
        await pictured(journal, "direct")
        await journal.reported(await journal.unreported(NOW), {"relayed", "direct"})

        assert await kept(journal) == ["refused", "direct"]
