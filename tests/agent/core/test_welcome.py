"""The status ticket: once for each USB printer of a box that belongs to nobody, whatever happens meanwhile."""

import asyncio
import dataclasses
from contextlib import asynccontextmanager

import pytest

from iot_agent import wire
from iot_agent.core.clock import Clock
from iot_agent.core.events import Events
from iot_agent.core.jobs import Jobs
from iot_agent.core.journal import Journal
from iot_agent.core.match import Candidate
from iot_agent.core.options import Options
from iot_agent.core.pairing_code import PairingCode
from iot_agent.core.store import Store
from iot_agent.core.welcome import PAUSE, Welcome
from iot_agent.seal import CODE_LIFE
from iot_agent.simulators.printers import LabelPrinter, Printer, StarPrinter
from iot_agent.transports import open_transport
from iot_agent.wire import Code, Health, Path, State, WireError
from tests.support.codes import raises
from tests.support.devices import Places, Plugs
from tests.support.loop import in_loop
from tests.support.solo import supervising
from tests.support.waiting import until

AT = "http://192.168.1.7:8069"
BOX = wire.Box(identifier="serial1", name="Front desk", agent="0.0", oldest=1, newest=wire.VERSION, addresses=(AT,))


class Bench:
    """A box with its devices and its status tickets; `server` is set while it belongs to a database."""

    def __init__(self, folder, journal, *places, on=True):
        self.clock = Clock()
        self.code = PairingCode(self.clock)
        self.jobs = Jobs(journal, self.clock)
        self.journal = journal
        self.places = Places(*places)
        self.plugs = Plugs()
        self.server = ""
        self.box = BOX
        self.store = Store(folder)
        self.supervisor = supervising(
            folder,
            self.places,
            self.plugs,
            open_wire=_open,
            jobs=self.jobs,
            events=Events(self.clock.now),
            told=Options(self.store),
        )
        self.welcome = Welcome(
            self.store,
            self.jobs,
            self.code,
            self.clock,
            on=on,
            box=lambda: self.box,
            server=lambda: self.server,
            devices=self.supervisor.devices,
            settled=self.supervisor.settled,
        )
        self.supervisor.on_changed = self.welcome.look

    def health(self, identifier):
        return next((one.health for one in self.supervisor.devices() if one.identifier == identifier), None)

    async def pair(self):
        """As the line does it."""
        self.server = "https://shop.example.com"
        await self.jobs.clear()
        self.welcome.look()

    async def leave(self):
        self.store.unpair()
        self.code.renew()
        self.server = ""
        await self.jobs.clear()
        self.welcome.look()

    async def replug(self, seen):
        """Out, and in again."""
        self.places.there.remove(seen)
        self.plugs.move()
        await until(lambda: self.health(seen.identifier) is Health.LOST)
        self.places.there.append(seen)
        self.plugs.move()
        await until(lambda: self.health(seen.identifier) is Health.CONNECTED)

    async def ended(self, identifier):
        """How the job of the ticket ended; what is remembered may not be accepted yet."""
        async with asyncio.timeout(5):
            while not (entry := await self.jobs.outcome(self.store.welcomed()[identifier], 5)):
                pass
        return entry.state

    async def quiet(self):
        """Once whatever is due has been looked at, and has ended."""
        await self.welcome._greet()
        for key in self.store.welcomed().values():
            await self.jobs.outcome(key, 5)


async def _open(seen, baud):
    """The simulators' cable is TCP, whatever the candidate says."""
    return await open_transport(dataclasses.replace(seen, bus="tcp"), baud)


@asynccontextmanager
async def plugged(folder, kind=Printer, bus="usb", identifier="usb-04b8-0e15-J5ZF1"):
    """A simulated printer, and how discovery sees it."""
    printer = kind(folder, "printer")
    await printer.plug()
    try:
        yield printer, Candidate(identifier, bus, printer.address, printer.title, driver=printer.driver)
    finally:
        await printer.unplug()


@asynccontextmanager
async def box(folder, *places, on=True):
    """One run of the agent's part."""
    async with Journal(Store(folder).journal) as journal:
        made = Bench(folder, journal, *places, on=on)
        await made.jobs.recover()
        await made.welcome.recover()
        lives = (made.supervisor.run(), made.jobs.run(), made.welcome.run())
        tasks = [asyncio.ensure_future(life) for life in lives]
        try:
            yield made
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def words(printer, number=-1):
    return " ".join(printer.pages()[number].text)


@pytest.mark.parametrize("kind", [Printer, StarPrinter, LabelPrinter])
@in_loop
async def test_a_free_box_tells_its_address_and_its_code(tmp_path, kind):
    async with plugged(tmp_path, kind) as (printer, seen), box(tmp_path, seen) as made:
        await until(printer.pages)
        assert await made.ended(seen.identifier) in (State.DONE, State.SENT)
        told = words(printer)
        assert f"{made.code.text[:4]} {made.code.text[4:]}" in told
        assert "Front desk" in told
        assert told.count(AT) == 2, "in letters, and in the QR code"
        assert "Valid for 1 h 59 min, until" in told
        assert not printer.machine.reader.unknown


@in_loop
async def test_once_whatever_is_started_and_plugged(tmp_path):
    async with plugged(tmp_path) as (printer, seen):
        for _ in range(3):
            async with box(tmp_path, seen) as made:
                await until(lambda made=made: made.health(seen.identifier) is Health.CONNECTED)
                await until(printer.pages)
                await made.quiet()
                await made.replug(seen)
                await made.quiet()
        assert len(printer.pages()) == 1


@in_loop
async def test_each_printer_gets_its_own(tmp_path):
    async with (
        plugged(tmp_path) as (one, first),
        plugged(tmp_path, identifier="usb-port1") as (other, second),
        box(tmp_path, first, second),
    ):
        await until(lambda: one.pages() and other.pages())


@pytest.mark.parametrize(
    ("bus", "identifier", "prints"),
    [
        ("usb", "usb-1", True),
        ("file", "usb-2", True),
        ("file", "typed", False),
        ("tcp", "net-10.0.0.7-9100", False),
        ("serial", "serial-1", False),
        ("cups", "cups-till", False),
    ],
)
@in_loop
async def test_only_on_the_usb_of_the_box(tmp_path, bus, identifier, prints):
    async with plugged(tmp_path, bus=bus, identifier=identifier) as (printer, seen), box(tmp_path, seen) as made:
        await until(lambda: made.health(identifier) is Health.CONNECTED)
        if prints:
            await until(printer.pages)
        await made.quiet()
        assert bool(printer.pages()) is prints
        assert (printer.machine.received > 100) is prints  # what asks how it is takes less


@in_loop
async def test_the_owner_switches_it_off(tmp_path):
    async with plugged(tmp_path) as (printer, seen), box(tmp_path, seen, on=False) as made:
        await until(lambda: made.health(seen.identifier) is Health.CONNECTED)
        await made.quiet()
        assert not printer.pages()
        await made.welcome.wish()
        assert made.code.text[:4] in words(printer)


@in_loop
async def test_never_while_it_belongs_to_somebody_and_once_more_afterwards(tmp_path):
    async with plugged(tmp_path) as (printer, seen), box(tmp_path) as made:
        await made.pair()
        made.places.there.append(seen)
        made.plugs.move()
        await until(lambda: made.health(seen.identifier) is Health.CONNECTED)
        await made.quiet()
        assert not printer.pages()
        for number in (1, 2):
            await made.leave()
            await until(lambda number=number: len(printer.pages()) == number)
            assert made.code.text[4:] in words(printer)
            await made.ended(seen.identifier)
            await made.pair()
        await made.quiet()
        assert len(printer.pages()) == 2


@asynccontextmanager
async def without_paper(folder, monkeypatch):
    """A box whose printer has none from the start, and which looks often."""
    monkeypatch.setattr("iot_agent.core.looks.PRINTER_LOOK", 0.05)
    async with plugged(folder) as (printer, seen):
        printer.change(paper="out")
        async with box(folder, seen) as made:
            await until(lambda: made.health(seen.identifier) is Health.FAULT)
            yield printer, seen, made


@in_loop
async def test_without_paper_at_first_it_comes_with_the_paper(tmp_path, monkeypatch):
    async with without_paper(tmp_path, monkeypatch) as (printer, seen, made):
        await made.quiet()
        assert made.store.welcomed() == {}
        printer.change(paper="ok")
        await until(printer.pages)
        await made.ended(seen.identifier)
        for _ in range(3):
            printer.change(paper="out")
            await until(lambda: made.health(seen.identifier) is Health.FAULT)
            printer.change(paper="ok")
            await until(lambda: made.health(seen.identifier) is Health.CONNECTED)
            await made.quiet()
        assert len(printer.pages()) == 1


@in_loop
async def test_paper_that_ran_out_just_before_is_no_ticket_printed(tmp_path):
    """The box believes that there is paper, and the printer says no to the ticket itself."""
    async with plugged(tmp_path) as (printer, seen), box(tmp_path, seen) as made:
        made.box = dataclasses.replace(BOX, addresses=())
        await until(lambda: made.health(seen.identifier) is Health.CONNECTED)
        printer.change(paper="out")
        made.box = BOX
        made.welcome.look()
        await until(made.store.welcomed)
        assert await made.ended(seen.identifier) is State.FAILED
        printer.change(paper="ok")
        await made.quiet()
        await until(printer.pages)
        await made.quiet()
        assert len(printer.pages()) == 1


@in_loop
async def test_paired_before_the_paper_came_it_does_not_print(tmp_path, monkeypatch):
    async with without_paper(tmp_path, monkeypatch) as (printer, seen, made):
        await made.pair()
        printer.change(paper="ok")
        await until(lambda: made.health(seen.identifier) is Health.CONNECTED)
        await made.quiet()
        assert not printer.pages()


@in_loop
async def test_an_address_that_comes_late_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr("iot_agent.core.welcome.NETWORK", 0.01)
    async with plugged(tmp_path) as (printer, seen), box(tmp_path, seen) as made:
        made.box = dataclasses.replace(BOX, addresses=())
        await until(lambda: made.health(seen.identifier) is Health.CONNECTED)
        await made.quiet()
        assert not printer.pages()
        made.box = BOX
        await until(printer.pages)


@in_loop
async def test_a_code_that_ends_soon_is_replaced_first(tmp_path, monkeypatch):
    async with plugged(tmp_path) as (printer, seen), box(tmp_path) as made:
        old, uptime = made.code.text, made.clock.uptime()
        monkeypatch.setattr(Clock, "uptime", staticmethod(lambda: uptime + CODE_LIFE - 30))
        made.places.there.append(seen)
        made.plugs.move()
        await until(printer.pages)
        assert made.code.text != old
        assert made.code.text[:4] in words(printer)


# --- killed ---------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def killed(folder, seen):
    """A run that ends in the middle: its printer is there, and nobody serves it."""
    device = wire.Device(
        identifier=seen.identifier, kind=wire.Kind.PRINTER, name="P", connection="usb", subtype="receipt"
    )
    async with Journal(Store(folder).journal) as journal:
        made = Bench(folder, journal)
        made.welcome._devices = lambda: (device,)
        yield made


@in_loop
async def test_killed_before_the_job_is_accepted_it_prints_at_most_once(tmp_path, monkeypatch):
    async with plugged(tmp_path) as (printer, seen):
        async with killed(tmp_path, seen) as made:

            async def power_cut(*_job):
                raise KeyboardInterrupt

            monkeypatch.setattr(made.jobs, "submit", power_cut)
            with pytest.raises(KeyboardInterrupt):
                await made.welcome._greet()
            assert made.store.welcomed()
        async with box(tmp_path, seen) as again:
            await until(lambda: again.health(seen.identifier) is Health.CONNECTED)
            await again.welcome._greet()
            assert again.jobs.take(seen.identifier) is None
        assert not printer.pages()


@in_loop
async def test_killed_before_it_began_it_prints_the_code_of_the_next_run(tmp_path):
    async with plugged(tmp_path) as (printer, seen):
        async with killed(tmp_path, seen) as made:
            await made.welcome._greet()
        async with box(tmp_path, seen) as again:
            await until(printer.pages)
            await again.quiet()
            assert again.code.text[:4] in words(printer)
            assert made.code.text[:4] not in words(printer)
        assert len(printer.pages()) == 1


@in_loop
async def test_killed_while_it_printed_it_prints_no_more(tmp_path):
    async with plugged(tmp_path) as (printer, seen):
        async with killed(tmp_path, seen) as made:
            await made.welcome._greet()
            await made.jobs.begin(made.jobs.take(seen.identifier))
        async with box(tmp_path, seen) as again:
            await until(lambda: again.health(seen.identifier) is Health.CONNECTED)
            await again.quiet()
            assert await again.ended(seen.identifier) is State.UNKNOWN
        assert not printer.pages()


@in_loop
async def test_a_disk_that_refuses_gets_no_ticket_printed(tmp_path, monkeypatch, caplog):
    async with plugged(tmp_path) as (printer, seen), box(tmp_path, seen) as made:

        def refuse(_printers):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(made.store, "welcome", refuse)
        await until(lambda: "No space left" in caplog.text)
        assert not printer.pages()
        monkeypatch.undo()
        made.welcome.look()
        await until(printer.pages)


# --- asked for --------------------------------------------------------------------------------------------------------


@in_loop
async def test_the_owner_gets_one_whenever_he_asks(tmp_path, monkeypatch):
    async with plugged(tmp_path) as (printer, seen), box(tmp_path, seen) as made:
        await until(printer.pages)
        await made.ended(seen.identifier)
        await made.welcome.wish()
        assert len(printer.pages()) == 2
        with raises(WireError, Code.TOO_MANY):
            await made.welcome.wish()
        await made.pair()
        later = made.clock.uptime() + PAUSE
        monkeypatch.setattr(Clock, "uptime", staticmethod(lambda: later))
        await made.welcome.wish()
        assert "Connected to https://shop.example.com" in words(printer)
        assert made.code.text[:4] not in words(printer)


@in_loop
async def test_why_there_is_none_is_said(tmp_path):
    async with plugged(tmp_path) as (printer, seen), box(tmp_path) as made:
        with raises(WireError, Code.UNKNOWN_DEVICE):
            await made.welcome.wish()
        printer.change(paper="out")
        made.places.there.append(seen)
        made.plugs.move()
        await until(lambda: made.health(seen.identifier) is Health.FAULT)
        with raises(WireError, Code.PAPER_OUT):
            await made.welcome.wish()


@in_loop
async def test_a_ticket_that_does_not_begin_in_time_is_taken_back(tmp_path, monkeypatch):
    monkeypatch.setattr("iot_agent.core.welcome.ANSWER", 0.05)
    seen = Candidate("usb-1", "usb", "nowhere")
    async with killed(tmp_path, seen) as made:
        with raises(WireError, Code.BUSY):
            await made.welcome.wish()
        assert made.jobs.take("usb-1") is None


@in_loop
async def test_paired_in_the_very_moment_it_is_taken_back(tmp_path):
    seen = Candidate("usb-1", "usb", "nowhere")
    async with killed(tmp_path, seen) as made:
        submit = made.jobs.submit

        async def meanwhile(*job):
            made.server = "https://shop.example.com"
            assert job[2] is Path.DIRECT
            return await submit(*job)

        made.jobs.submit = meanwhile
        await made.welcome._greet()
        assert made.jobs.take("usb-1") is None
