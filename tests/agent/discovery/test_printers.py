"""All ways to printers together: none waits for another, and names outlast a restart."""

import asyncio
import time

from iot_agent.core.match import Candidate
from iot_agent.core.store import Store
from iot_agent.discovery import printers as module
from iot_agent.discovery.printers import Printers, plain, read
from tests.support.loop import in_loop

USB = Candidate("usb-1", "usb", "1:4", marks=frozenset({"serial:J5ZF000001"}))
QUEUE = Candidate("cups-1", "cups", "Bar", hints={"raw": "no"}, marks=USB.marks)
TYPED = Candidate("bar", "tcp", "10.0.0.7:9100", hints={"typed": "yes"}, marks=frozenset({"at:10.0.0.7"}))
SEEN = Candidate("ipp-1", "ipp", "ipp://10.0.0.7/ipp/print", marks=frozenset({"at:10.0.0.7"}))


class Way:
    """A way that answers when it is let."""

    name = "way"

    def __init__(self, *there):
        self.there = there
        self.free = asyncio.Event()
        self.free.set()

    async def scan(self):
        await self.free.wait()
        return list(self.there)


def look(tmp_path, *ways, typed=()):
    return Printers(Way(*typed), list(ways), lambda _seen: True, Store(tmp_path))


@in_loop
async def test_a_printer_on_usb_does_not_wait_for_a_spooler_that_hangs(tmp_path):
    usb, queues = Way(), Way()
    printers = look(tmp_path, usb, queues)
    assert await printers.scan() == []
    queues.free.clear()
    usb.there = (USB,)

    begun = time.monotonic()
    assert await printers.scan() == [USB]
    assert time.monotonic() - begun < 1.0

    queues.free.set()
    await printers.scan()


@in_loop
async def test_what_a_slow_way_told_last_counts_until_it_tells_more(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SLOW", 0.02)
    usb, queues = Way(USB), Way(QUEUE)
    printers = look(tmp_path, usb, queues)
    assert await printers.scan() == [QUEUE]
    queues.free.clear()

    assert await printers.scan() == [QUEUE]

    queues.there = ()
    queues.free.set()
    await printers.scan()
    (left,) = await printers.scan()
    assert (left.identifier, left.bus) == ("cups-1", "usb")


@in_loop
async def test_what_is_typed_hides_what_is_seen_of_it_and_is_told_with_it(tmp_path):
    printers = look(tmp_path, Way(SEEN), typed=(TYPED,))

    assert await printers.scan() == []
    (told,) = printers.told()
    assert told["identifier"] == "bar"
    assert [read(way) for way in told["ways"]] == [TYPED, SEEN]


@in_loop
async def test_names_outlast_a_restart(tmp_path):
    both = Way(USB, Candidate("ipp-1", "ipp", "ipp://10.0.0.7/", marks=USB.marks | {"uuid:1"}))
    assert [seen.identifier for seen in await look(tmp_path, both).scan()] == ["usb-1"]

    both.there = both.there[1:]

    assert [seen.identifier for seen in await look(tmp_path, both).scan()] == ["usb-1"]


@in_loop
async def test_a_folder_that_cannot_be_written_costs_no_printer(tmp_path, monkeypatch, caplog):
    def full(_path, _data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("iot_agent.core.store.write", full)

    assert await look(tmp_path, Way(USB)).scan() == [USB]
    assert "No space left" in caplog.text


def test_a_candidate_is_told_and_read_the_same():
    assert read(plain(SEEN)) == SEEN
