import asyncio
from contextlib import asynccontextmanager

import pytest

from iot_agent import wire
from iot_agent.core.clock import Clock
from iot_agent.core.entry import Entry
from iot_agent.core.journal import Journal
from iot_agent.errors import LinkError, StorageError
from iot_agent.link import outbox as module
from iot_agent.link.http import Refused
from iot_agent.link.outbox import Outbox
from iot_agent.wire import Code, Path, State
from tests.support.loop import in_loop
from tests.support.waiting import until


class Odoo:
    """Takes reports, or not."""

    def __init__(self):
        self.reports = []
        self.poison = set()
        self.deaf = False
        self.away = False

    async def __call__(self, report):
        if self.away:
            raise LinkError("away")
        names = [outcome.key for outcome in report.outcomes] + [event.id for event in report.events]
        if self.poison & set(names):
            raise Refused(Code.BAD_MESSAGE)
        self.reports.append(names)
        return wire.Receipt(taken=() if self.deaf else tuple(names))

    @property
    def heard(self):
        return [name for names in self.reports for name in names]


@asynccontextmanager
async def opened(tmp_path, *, pump=False):
    async with Journal(tmp_path / "j") as journal:
        odoo = Odoo()
        outbox = Outbox(journal, Clock(), odoo)
        task = asyncio.ensure_future(outbox.pump() if pump else asyncio.sleep(0))
        try:
            yield outbox, journal, odoo
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def job(journal, key):
    now = Clock().now()
    entry = Entry(key=key, device="p1", action="drawer", deadline=now + 60, issued=now, path=Path.RELAY)
    await journal.accept(entry, "f", None, now)
    return entry


def scan(number):
    return wire.Event(id=f"e{number}", device="c1", name="scan", value={}, at=Clock().now())


def weight(value):
    return wire.Event(id=f"w{value}", device="s1", name="weight", value={"value": value}, at=Clock().now())


@in_loop
async def test_nothing_to_tell(tmp_path):
    async with opened(tmp_path) as (outbox, _, odoo):
        assert await outbox.flush() == (False, False)
        assert odoo.reports == []


@in_loop
async def test_one_report_for_all_that_waits(tmp_path):
    async with opened(tmp_path) as (outbox, journal, odoo):
        await job(journal, "k1")
        await job(journal, "k2")
        await outbox.keep(scan(1))
        assert await outbox.flush() == (True, True)
        assert odoo.reports == [["k1", "k2", "e1"]]
        assert await outbox.flush() == (False, False)


@in_loop
async def test_of_a_stream_only_the_latest_and_never_twice(tmp_path):
    async with opened(tmp_path) as (outbox, _, odoo):
        for value in range(100):
            outbox.stream(weight(value))
        await outbox.flush()
        await outbox.flush()
        assert odoo.heard == ["w99"]


@in_loop
async def test_told_at_once(tmp_path):
    async with opened(tmp_path, pump=True) as (outbox, journal, odoo):
        await until(lambda: not outbox._due.is_set())
        entry = await job(journal, "k1")
        outbox.due()
        await until(lambda: odoo.heard == ["k1"])
        await journal.end(entry.end(State.DONE, None, {}, 1.0))
        outbox.due()
        await until(lambda: odoo.heard == ["k1", "k1"])


@in_loop
async def test_what_is_heard_but_not_taken_is_told_again_later(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "AGAIN", 0.02)
    async with opened(tmp_path, pump=True) as (outbox, journal, odoo):
        odoo.deaf = True
        await job(journal, "k1")
        outbox.due()
        await until(lambda: len(odoo.reports) > 2)
        odoo.deaf = False
        await until(lambda: not outbox._due.is_set())
        assert set(odoo.heard) == {"k1"}


@in_loop
async def test_a_line_that_breaks_ends_the_pump_and_loses_nothing(tmp_path):
    async with opened(tmp_path) as (outbox, journal, odoo):
        await job(journal, "k1")
        odoo.away = True
        with pytest.raises(LinkError):
            await outbox.pump()
        odoo.away = False
        await outbox.flush()
        assert odoo.heard == ["k1"]


@in_loop
async def test_a_report_that_is_refused_does_not_hold_up_the_others(tmp_path, caplog):
    async with opened(tmp_path, pump=True) as (outbox, journal, odoo):
        odoo.poison = {"k2"}
        for number in range(4):
            await job(journal, f"k{number}")
        outbox.due()
        await until(lambda: set(odoo.heard) == {"k0", "k1", "k3"})
        assert "refuses k2" in caplog.text


@in_loop
async def test_an_event_that_is_refused_costs_no_outcome(tmp_path):
    async with opened(tmp_path) as (outbox, journal, odoo):
        odoo.poison = {"e1"}
        await outbox.keep(scan(1))
        await job(journal, "k1")
        while (await outbox.flush())[0]:
            pass
        assert odoo.heard == ["k1"]


@in_loop
async def test_what_is_refused_and_gone_by_itself_leaves_whole_reports(tmp_path):
    async with opened(tmp_path) as (outbox, journal, odoo):
        odoo.poison = {"w1"}
        outbox.stream(weight(1))
        await job(journal, "k1")
        while (await outbox.flush())[0]:
            pass
        await job(journal, "k2")
        await job(journal, "k3")
        await outbox.flush()
        assert odoo.reports == [["k1"], ["k2", "k3"]]


async def full(*_):
    raise StorageError("full")


@in_loop
async def test_a_full_disk_does_not_stop_what_is_told(tmp_path, monkeypatch):
    async with opened(tmp_path) as (outbox, journal, odoo):
        monkeypatch.setattr(journal, "remember", full)
        monkeypatch.setattr(journal, "reported", full)
        await job(journal, "k1")
        await outbox.keep(scan(1))
        assert await outbox.flush() == (True, False), "it is told again later, not at once"
        assert odoo.heard == ["k1", "e1"]


@in_loop
async def test_a_full_disk_and_no_connection_fill_no_memory(tmp_path, monkeypatch):
    async with opened(tmp_path) as (outbox, journal, odoo):
        monkeypatch.setattr(journal, "remember", full)
        for number in range(wire.MAX_BATCH + 50):
            await outbox.keep(scan(number))
        await outbox.flush()
        assert len(odoo.heard) == wire.MAX_BATCH
        assert odoo.heard[-1] == f"e{wire.MAX_BATCH + 49}"


@in_loop
async def test_a_refusal_of_the_box_itself_drops_nothing(tmp_path):
    async with opened(tmp_path) as (outbox, journal, _odoo):
        await job(journal, "k1")

        async def refuse(_report):
            raise Refused(Code.UNKNOWN_BOX)

        outbox._send = refuse
        with pytest.raises(Refused):
            await outbox.flush()
        assert len((await journal.unreported(Clock().now())).outcomes) == 1


async def picture(journal, number, path=Path.RELAY, size=660_000):
    now = Clock().now()
    entry = Entry(key=f"picture{number}", device="c1", action="picture", deadline=now + 20, issued=now, path=path)
    await journal.accept(entry, "f", None, now)
    value = {"picture": "A" * size, "width": 640, "height": 480}
    await journal.end(entry.end(State.DONE, None, value, now))


@in_loop
async def test_no_report_is_larger_than_a_message_may_be(tmp_path):
    async with opened(tmp_path) as (outbox, journal, odoo):
        sizes = []

        async def send(report):
            sizes.append(len(wire.dumps(report).encode()))
            return await odoo(report)

        outbox._send = send
        for number in range(4):
            await picture(journal, number)
        await job(journal, "k1")
        await outbox.keep(scan(1))
        outbox.stream(weight(1))
        while (await outbox.flush())[0]:
            pass

        assert odoo.reports == [["picture0"], ["picture1"], ["picture2"], ["picture3", "k1", "e1", "w1"]]
        assert max(sizes) < wire.MAX_MESSAGE


@in_loop
async def test_many_small_things_fill_a_message_as_far_as_they_fit(tmp_path):
    async with opened(tmp_path) as (outbox, _, odoo):
        text = "ü" * 4000
        for number in range(wire.MAX_BATCH):
            await outbox.keep(
                wire.Event(id=f"e{number}", device="c1", name="scan", value={"text": text}, at=Clock().now())
            )
        while (await outbox.flush())[0]:
            pass

        assert len(odoo.heard) == wire.MAX_BATCH
        assert 1 < len(odoo.reports) < 5


@in_loop
async def test_a_picture_that_a_browser_got_itself_is_not_told_to_odoo(tmp_path):
    async with opened(tmp_path) as (outbox, journal, odoo):
        reports = []

        async def send(report):
            reports.append(report)
            return await odoo(report)

        outbox._send = send
        await picture(journal, 1, Path.DIRECT)
        await outbox.flush()

        (outcome,) = reports[0].outcomes
        assert outcome.value == {"width": 640, "height": 480}
        assert (await journal.find("picture1")).value["picture"]
