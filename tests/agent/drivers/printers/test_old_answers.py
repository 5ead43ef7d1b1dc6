"""What a USB printer said to an agent that was killed, too late, or unasked waits in it until somebody fetches it.

Taken for the answer to the next question it would be behind by one for ever: of ESC/POS, whose answers to different
questions look alike, 16 hex is a shut drawer to DLE EOT 1 and an open cover to DLE EOT 2.
"""

import asyncio

import pytest

from iot_agent.codecs.escpos import CUT
from iot_agent.core.clock import Clock
from iot_agent.core.events import Events
from iot_agent.core.jobs import Jobs
from iot_agent.core.journal import Journal
from iot_agent.core.match import Candidate
from iot_agent.core.worker import Worker
from iot_agent.drivers.printers.asked import Asked
from iot_agent.drivers.printers.escpos import EscPos
from iot_agent.transports import open_transport, usb
from iot_agent.values import Confirmation, Finish, Paper, PrinterState, Text
from iot_agent.wire import Health
from tests.support import fake_usb
from tests.support.benches import BENCHES, quick
from tests.support.fake_usb import Printer
from tests.support.loop import in_loop
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures(quick.__name__)
SEEN = Candidate("printer", "usb", "1:5")
QUESTIONS = (b"\x10\x04\x01", b"\x1b\x06\x01", b"~HS", b"\r\n^ee\r\n")
each = pytest.mark.parametrize("bench_type", BENCHES, ids=lambda bench: bench.driver_type.__name__)


class Plugged:
    """A simulated printer on a bus whose host fetches every word; `driver` talks to it through the real transport."""

    def __init__(self, bench_type, monkeypatch):
        monkeypatch.setattr(usb, "SLICE", 20)
        self.machine = bench_type.machine_type()
        self.port = Printer(far=self.machine.receive)
        self.machine.answer = self.port.answer
        self._type = bench_type.driver_type
        fake_usb.install(monkeypatch, self.port)

    async def __aenter__(self):
        self._wire = await open_transport(SEEN, "")
        self.driver = self._type(self._wire, SEEN, {})
        return self

    async def __aexit__(self, *_):
        await self._wire.close()

    async def is_well(self):
        state = await self.driver.status()
        return (state.online, state.paper, state.cover_open) == (True, Paper.OK, False)

    def speak(self, times=1):
        """Answers that nobody who still lives has asked for, of a printer without paper that has got some since."""
        self.machine.set(paper=Paper.OUT)
        for _ in range(times):
            for question in QUESTIONS:
                self.machine.receive(question)
        self.machine.set(paper=Paper.OK)


@each
@pytest.mark.parametrize("times", [1, 2, 3, 20])
@in_loop
async def test_what_was_said_to_a_killed_agent(bench_type, times, monkeypatch):
    plugged = Plugged(bench_type, monkeypatch)
    plugged.speak(times)

    async with plugged:
        await plugged.driver.probe()
        for _ in range(2):
            assert await plugged.is_well()


@pytest.mark.parametrize("stale", ["16", "12", "16 12", "16 12 12 16", "14 00 00 00", "16 14 00 00 00 00"])
@in_loop
async def test_any_rest_of_a_conversation(stale, monkeypatch):
    """DLE EOT 1, 2 and 4, the automatic status and GS r, in the bytes of the manual: whichever had not been fetched."""
    plugged = Plugged(BENCHES[0], monkeypatch)
    for byte in bytes.fromhex(stale):
        plugged.port.answer(bytes((byte,)))

    async with plugged:
        assert isinstance(plugged.driver, EscPos)
        await plugged.driver.probe()
        assert await plugged.is_well()
        await plugged.driver.print(Text(("whole",)), Finish())
        assert [receipt.text for receipt in plugged.machine.receipts] == [("whole",)]


@pytest.mark.parametrize("stale", ["16", "16 12"])
@in_loop
async def test_the_box_shows_it_connected(stale, tmp_path, monkeypatch):
    plugged = Plugged(BENCHES[0], monkeypatch)
    for byte in bytes.fromhex(stale):
        plugged.port.answer(bytes((byte,)))

    async with Journal(tmp_path / "journal") as journal:
        worker = Worker(
            SEEN,
            ("escpos",),
            load=lambda _name: EscPos,
            open_wire=open_transport,
            options={},
            jobs=Jobs(journal, Clock()),
            events=Events(Clock().now),
            changed=lambda: None,
        )
        task = asyncio.ensure_future(worker.run())
        try:
            await until(lambda: worker.presence.health is not Health.CONNECTING)
            device = worker.device()
            assert (device.health, device.code, device.state["paper"]) == (Health.CONNECTED, "", "ok")
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@each
@in_loop
async def test_what_comes_too_late(bench_type, monkeypatch):
    plugged = Plugged(bench_type, monkeypatch)
    async with plugged:
        await plugged.driver.probe()
        plugged.machine.answer = lambda _: None
        assert await plugged.driver.status() == PrinterState()
        plugged.machine.answer = plugged.port.answer
        plugged.speak()

        for _ in range(2):
            assert await plugged.is_well()


@each
@in_loop
async def test_what_is_said_unasked(bench_type, monkeypatch):
    """As printers do that tell every change by themselves."""
    plugged = Plugged(bench_type, monkeypatch)
    async with plugged:
        await plugged.driver.probe()
        plugged.speak()

        for _ in range(2):
            assert await plugged.is_well()


@in_loop
async def test_a_stray_byte_confirms_no_page(monkeypatch):
    """NUL is an answer to GS r, and also the end of an automatic status."""
    monkeypatch.setattr(Asked, "PATIENCE", 0.3)
    plugged = Plugged(BENCHES[0], monkeypatch)
    async with plugged:
        await plugged.driver.probe()
        assert await plugged.driver.print(Text(("one",)), Finish()) is Confirmation.PRINTED
        plugged.port.answer(bytes(2))
        plugged.port.far = lambda data: plugged.machine.receive(_questions(data))

        assert await plugged.driver.print(Text(("two",)), Finish()) is Confirmation.TAKEN


@in_loop
async def test_what_a_picture_asks_is_nothing_of_the_printers_state(monkeypatch):
    """Its dots may read DLE EOT 1, which the printer answers while it works; the page must not be refused for it."""
    monkeypatch.setattr(Asked, "PATIENCE", 0.3)
    plugged = Plugged(BENCHES[0], monkeypatch)
    async with plugged:
        await plugged.driver.probe()
        assert await plugged.driver.print(Text(("one",)), Finish()) is Confirmation.PRINTED
        plugged.port.far = lambda data: plugged.machine.receive(b"\x10\x04\x01" if data == CUT else _questions(data))

        assert await plugged.driver.print(Text(("two",)), Finish()) is Confirmation.TAKEN


def _questions(data):
    return data if data.startswith(b"\x10\x04") else b""


@in_loop
async def test_a_printer_that_never_ends_to_speak_is_served(monkeypatch):
    plugged = Plugged(BENCHES[0], monkeypatch)
    plugged.port.answers.get = lambda timeout: b"\xff"
    clock = asyncio.get_running_loop().time
    async with plugged:
        start = clock()
        assert await plugged.driver.status() == PrinterState()
        assert clock() - start < 2.0
