"""Recording simulated devices as if they were real ones, and playing the recordings back."""

import asyncio
import os
import signal
from contextlib import contextmanager

import pytest

from iot_agent import capture, commands, drivers
from iot_agent.bundle.shelf import Shelf
from iot_agent.capture import Wish
from iot_agent.codecs.capture import FROM, TO, Capture, Piece, parse
from iot_agent.commands import Survey
from iot_agent.core.match import Candidate
from iot_agent.drivers.scales.toledo_8217 import Toledo8217
from iot_agent.errors import SettingsError, TransportError
from iot_agent.settings import Settings
from iot_agent.simulators import hid_keyboard
from iot_agent.simulators.line import Served
from iot_agent.simulators.toledo_8217 import Toledo8217 as Machine
from iot_agent.values import Balance, Weight
from tests.support.bundles import example, put
from tests.support.cables import GOOD, Cable
from tests.support.loop import in_loop
from tests.support.replay import replay
from tests.support.waiting import until

SEEN = Candidate("counter", "serial", "/dev/ttyUSB7", "A scale")
OTHER = Candidate("c2", "tcp", "10.0.0.9:9100", "A printer")
QUEUE = Candidate("q1", "cups", "Office", "A queue")


class Recording:
    """What one recording shows, and leaves."""

    def __init__(self, folder, seen):
        self.file = folder / "device.capture"
        self.seen = seen
        self.shown = []

    async def make(self, options=None, **how):
        await capture.record(Wish(self.file, **how), self.seen, options or {}, Shelf(), self.shown.append)
        return parse(self.file.read_text())

    def saw(self, words):
        return lambda: any(words in line for line in self.shown)


@contextmanager
def scale(folder, **state):
    served = Served(Machine(**state), baud=0)
    try:
        yield served, Recording(folder, Candidate("counter", "serial", served.start(), "A scale"))
    finally:
        served.stop()


async def interrupted(recording, *, by=signal.SIGINT, after, **how):
    """Recorded until that line was shown and somebody pressed Ctrl+C."""
    making = asyncio.ensure_future(recording.make(**how))
    await until(recording.saw(after))
    os.kill(os.getpid(), by)
    return await making


@in_loop
async def test_a_simulated_scale_is_recorded_and_played_back_to_its_driver(tmp_path):
    with scale(tmp_path, kg=1.234) as (served, recording):
        making = asyncio.ensure_future(recording.make(driver="toledo_8217"))
        await until(recording.saw("value=1.234"))
        served.machine.kg = 31.0
        await until(recording.saw("over"))
        os.kill(os.getpid(), signal.SIGINT)
        heard = await making

    assert heard.facts == {
        "device": "counter", "name": "A scale", "bus": "serial", "driver": "toledo_8217", "baud": "9600 7E1",
    }  # fmt: skip
    assert {piece.data for piece in heard.pieces if piece.way == TO} == {b"W"}
    for cable in GOOD:
        played = Toledo8217(replay(recording.file, cable), SEEN, {})
        told = []
        with pytest.raises(TransportError, match="ended"):
            await weigh_to_the_end(played, told)
        assert told[0] == Weight(Balance.STABLE, 1.234)
        assert Weight(Balance.OVER) in told


async def weigh_to_the_end(scale, told):
    await scale.probe()
    while True:
        told.append(await scale.weigh())


@in_loop
async def test_what_a_device_says_by_itself_is_recorded(tmp_path):
    scanner = hid_keyboard.Served()
    recording = Recording(tmp_path, Candidate("gun", "hid", str(await scanner.start(tmp_path / "gun"))))
    making = asyncio.ensure_future(recording.make(driver="hid_keyboard"))
    await until(lambda: scanner.send(hid_keyboard.typed("4006381333931")))
    await until(recording.saw("4006381333931"))
    os.kill(os.getpid(), signal.SIGTERM)
    heard = await making
    await scanner.stop()

    scans = drivers.load("hid_keyboard")(replay(heard), SEEN, {}).scans()
    assert (await anext(scans)).text == "4006381333931"
    await scans.aclose()


@in_loop
async def test_without_a_driver_it_says_only_what_it_is_told_to(tmp_path):
    with scale(tmp_path, kg=2.0) as (_, recording):
        heard = await interrupted(recording, send=("W", r"E\x57"), after="E")

    said = [piece.data for piece in heard.pieces if piece.way == TO]
    assert said == [b"W", b"EW"]
    assert b"".join(piece.data for piece in heard.pieces if piece.way == FROM).startswith(b"\x0202.000\r")
    assert heard.facts["baud"] == "9600 8N1"


@in_loop
async def test_it_ends_in_time_and_keeps_the_order_of_time(tmp_path):
    with scale(tmp_path, kg=2.0) as (_, recording):
        heard = await recording.make(driver="toledo_8217", seconds=0.5)

    times = [piece.ms for piece in heard.pieces]
    assert times == sorted(times)
    assert times[-1] < 5000
    assert recording.shown[:-1] == recording.file.read_text().splitlines()
    assert str(recording.file) in recording.shown[-1]


@in_loop
async def test_it_ends_when_it_is_full(tmp_path, monkeypatch):
    monkeypatch.setattr(capture, "MOST", 12)
    with scale(tmp_path, kg=2.0) as (_, recording):
        heard = await recording.make(driver="toledo_8217")

    assert sum(len(piece.data) for piece in heard.pieces) == 12


@in_loop
async def test_a_device_that_is_pulled_leaves_what_it_said(tmp_path):
    with scale(tmp_path, kg=2.0) as (served, recording):
        making = asyncio.ensure_future(recording.make(driver="toledo_8217"))
        await until(recording.saw("value=2.0"))
        served.stop()
        heard = await making

    assert heard.pieces
    assert recording.saw("# ended: ")()


@in_loop
async def test_a_device_that_its_driver_does_not_understand_is_recorded_all_the_same(tmp_path):
    """That is what a recording is for; the driver is asked again, as by the agent."""
    with scale(tmp_path, silent=True) as (served, recording):
        making = asyncio.ensure_future(recording.make(driver="toledo_8217"))
        await until(recording.saw("TransportError: the scale does not answer"))
        served.machine.silent = False
        await until(recording.saw("balance"))
        os.kill(os.getpid(), signal.SIGINT)
        heard = await making

    assert any(piece.way == FROM for piece in heard.pieces)


@in_loop
async def test_where_nothing_was_said_there_is_no_file(tmp_path):
    with scale(tmp_path) as (_, recording), pytest.raises(TransportError, match="--baud"):
        await recording.make(seconds=0.05)

    assert not recording.file.exists()


@in_loop
async def test_a_file_that_is_there_is_never_replaced(tmp_path):
    recording = Recording(tmp_path, SEEN)
    recording.file.write_text("mine")
    with pytest.raises(SettingsError, match="another file"):
        await recording.make()
    assert recording.file.read_text() == "mine"


@in_loop
async def test_a_file_that_cannot_be_written_is_told(tmp_path):
    with scale(tmp_path, kg=2.0) as (_, recording):
        recording.file = tmp_path / "none" / "x"
        with pytest.raises(SettingsError, match="No such file"):
            await recording.make(driver="toledo_8217", seconds=0.2)


@in_loop
async def test_a_port_that_another_program_has_open_is_told(tmp_path):
    with scale(tmp_path, kg=2.0) as (_, recording):
        wire = await capture.open_transport(recording.seen, "9600 8N1")
        with pytest.raises(TransportError, match="must close it first"):
            await recording.make()
        await wire.close()


@in_loop
async def test_a_driver_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(SettingsError, match=r"toledo_8217.*name its file"):
        await Recording(tmp_path, SEEN).make(driver="toldeo")


@in_loop
async def test_a_driver_that_nobody_has_shipped_is_named_by_its_file(tmp_path):
    file = put(tmp_path, example("x")) / "drivers/scales/example.py"
    with scale(tmp_path) as (_, recording), pytest.raises(TransportError, match="nothing went over the wire"):
        await interrupted(recording, driver=str(file), after="value=1.0")


def found(*there, said=()):
    return Survey(list(there), {}, "http://127.0.0.1:8069", {name: {} for name in said}, {}, {})


@pytest.fixture
def look(monkeypatch):
    def looks(*there, said=()):
        monkeypatch.setattr(commands, "survey", lambda _settings: found(*there, said=said))

    return looks


@pytest.mark.parametrize(
    ("device", "seen"),
    [
        ("counter", SEEN),
        ("serial:/dev/ttyUSB7", SEEN),
        ("tcp:10.0.0.9", OTHER),
        ("serial:/dev/ttyS9", Candidate("serial:/dev/ttyS9", "serial", "/dev/ttyS9")),
    ],
)
def test_a_device_is_named_as_it_is_listed_or_by_its_place(look, tmp_path, device, seen):
    look(SEEN, OTHER)
    assert capture.find(Settings(tmp_path), device) == seen


@pytest.mark.parametrize(
    ("device", "why"),
    [
        ("counter", "in the hands of the agent that runs at http://127.0.0.1:8069.*systemctl stop"),
        ("serial:/dev/ttyUSB7", "in the hands"),
        ("tcp:10.0.0.9:9100", "in the hands"),
        ("q1", "reached by cups"),
        ("nobody", "there is no nobody.*iot-agent devices"),
        ("cups:Office", "there is no cups:Office"),
    ],
)
def test_what_cannot_be_recorded_is_said(look, tmp_path, device, why):
    look(SEEN, OTHER, QUEUE, said=("counter", "c2", "q1"))
    with pytest.raises(SettingsError, match=why):
        capture.find(Settings(tmp_path), device)


def test_a_link_to_a_port_that_the_agent_holds_is_that_port(look, tmp_path):
    (tmp_path / "by-id").symlink_to("/dev/ttyUSB7")
    look(SEEN, said=("counter",))
    with pytest.raises(SettingsError, match="in the hands"):
        capture.find(Settings(tmp_path), f"serial:{tmp_path / 'by-id'}")


@in_loop
async def test_a_driver_that_says_something_else_fails_its_test():
    cable = replay(Capture((Piece(0, TO, b"W"), Piece(1, FROM, b"1\r"))))
    with pytest.raises(AssertionError, match="was recorded"):
        await cable.write(b"Q")


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_played_back_it_answers_when_it_was_told_enough(cable):
    said = (Piece(0, FROM, b"hello"), Piece(5, TO, b"AB"), Piece(6, TO, b"C"), Piece(9, FROM, b"yes"))
    wire = replay(Capture(said), cable)

    assert await whole(wire, 5) == b"hello"
    await wire.write(b"A")
    await wire.write(b"BC")
    assert await whole(wire, 3) == b"yes"
    await wire.write(b"D")
    with pytest.raises(TransportError, match="ended"):
        await wire.read()


async def whole(wire: Cable, length):
    got = b""
    while len(got) < length:
        got += await wire.read(length - len(got))
    return got
