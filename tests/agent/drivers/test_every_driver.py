"""What every driver owes, asked of each in the table."""

import ast
import asyncio
import importlib
import inspect
import socket
import subprocess
import sys
from contextlib import aclosing, suppress
from pathlib import Path

import pytest

from iot_agent import drivers
from iot_agent.core.kinds import Camera, DeviceDriver, Display, Gauge, Pedal, Printer, Scale, Scanner
from iot_agent.core.match import Candidate
from iot_agent.errors import DeviceError, MissingLibrary, TransportError
from iot_agent.settings import BUSES
from iot_agent.transports import open_transport
from iot_agent.values import Finish, PrinterState, Text
from iot_agent.wire import Kind, Quality
from tests.support.cables import Cable
from tests.support.loop import in_loop
from tests.support.sources import literals

ROOT = Path(__file__).parents[3]
TESTS = ROOT / "tests" / "agent"
LITERALS = 3
DRIVERS = sorted(drivers.BUILT_IN)
REAL = {"cups": "tests/support/cups.py", "ipp": "tests/support/cups.py"}
"""Drivers whose other end the tests start for real, so that a simulator would prove less."""
SHARED = {"plain_keyboard": "hid_keyboard"}
"""Drivers that meet the simulator of another."""
WITHOUT_CABLES = {"cups": "a spooler", "ipp": "a printer's web server"}
"""Drivers whose bytes a library carries, to another end that the tests start for real."""
WITHOUT_NOISE = {"screen": "a pipe of this machine", "hid_scale": "packets that USB checks"}
TOGETHER = {"printers": "test_asked.py", "gauges": "test_lines.py"}
"""Where drivers of a kind are tested the same way."""
FOLDERS = {
    Kind.PRINTER: "printers",
    Kind.SCALE: "scales",
    Kind.SCANNER: "scanners",
    Kind.CAMERA: "cameras",
    Kind.GAUGE: "gauges",
    Kind.DISPLAY: "displays",
    Kind.PEDAL: "pedals",
}
QUIET = (Kind.SCANNER, Kind.GAUGE, Kind.DISPLAY, Kind.PEDAL)
"""Kinds that say nothing until somebody uses them, or never."""

each = pytest.mark.parametrize("name", DRIVERS)


async def use(driver: DeviceDriver) -> object:
    """The call a device of this kind lives on."""
    if isinstance(driver, Printer):
        return await driver.print(Text(("hello",)), Finish())
    if isinstance(driver, Scale):
        return await driver.weigh()
    if isinstance(driver, Camera):
        return await driver.picture(0)
    if isinstance(driver, Display):
        return await (driver.text(("hello",)) if driver.subtype == "line" else driver.show("http://example.com/"))
    if isinstance(driver, Gauge):
        async with aclosing(driver.measures()) as measures:
            return await anext(measures)
    if isinstance(driver, Pedal):
        async with aclosing(driver.keys()) as keys:
            return await anext(keys)
    assert isinstance(driver, Scanner)
    async with aclosing(driver.scans()) as scans:
        return await anext(scans)


def module(name):
    return importlib.import_module(drivers.BUILT_IN[name].partition(":")[0])


@each
def test_imports_alone_and_no_hardware_library_with_it(name):
    code = (
        f"import sys; from iot_agent import drivers; drivers.load({name!r});"
        "print(*({'usb', 'serial', 'evdev', 'PIL', 'aiohttp'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert (done.stderr, done.stdout.strip()) == ("", "")


@each
def test_says_where_its_language_is_written_down(name):
    source = module(name).__doc__
    codec = f"iot_agent.codecs.{source.partition('codecs/')[2].partition('.py')[0]}" if "codecs/" in source else ""

    assert "Source: " in source
    assert not codec or "Source: " in importlib.import_module(codec).__doc__
    assert drivers.load(name).__doc__


@each
def test_states_how_far_it_was_tried(name):
    """Of its own: what was never decided would pass for the least."""
    stated = [vars(cls)["quality"] for cls in drivers.load(name).__mro__ if "quality" in vars(cls)]

    assert len(stated) > 1, f"{name} has no line such as: quality = Quality.SIMULATED"
    assert isinstance(stated[0], Quality)


@each
def test_what_is_tried_by_its_manual_has_literals_of_it(name):
    """In the test of a codec it speaks, or in its own: bytes that no code of ours made."""
    codecs = [f"codecs/test_{codec}.py" for codec in spoken(name)]
    own = f"drivers/{FOLDERS[drivers.load(name).kind]}/test_{name}.py"
    found = {at: literals(TESTS / at) for at in (*codecs, own) if (TESTS / at).exists()}

    assert drivers.load(name).quality is not Quality.MANUAL or max(found.values(), default=0) >= LITERALS, found


def spoken(name):
    """The codecs that a driver imports."""
    for line in ast.walk(ast.parse(inspect.getsource(module(name)))):
        if isinstance(line, ast.ImportFrom) and line.module == "codecs":
            yield from (alias.name for alias in line.names)
        elif isinstance(line, ast.ImportFrom) and (line.module or "").startswith("codecs."):
            yield line.module.removeprefix("codecs.")


def test_literals_are_counted(tmp_path):
    (tmp_path / "x.py").write_text('A = b"\\x02W", b"\\x02W", b"1", "text", "0357"')
    (tmp_path / "hex.py").write_text('A = bytes.fromhex("02 57 0d"), "text", "0x"')

    assert literals(tmp_path / "x.py") == literals(tmp_path / "hex.py") == 1
    assert set(spoken("escpos")) >= {"escpos", "escpos_images"}


@each
def test_claims_something_on_a_bus_there_is(name):
    matches = drivers.load(name).matches

    assert matches
    assert {match.bus for match in matches} <= set(BUSES)


@each
def test_has_its_simulator_and_its_test(name):
    folder = FOLDERS[drivers.load(name).kind]

    assert Path(module(name).__file__) == ROOT / f"iot_agent/drivers/{folder}/{name}.py"
    assert (ROOT / f"iot_agent/simulators/{SHARED.get(name, name)}.py").exists() or name in REAL
    assert (ROOT / f"tests/agent/drivers/{folder}/test_{name}.py").exists()


@each
def test_is_tried_over_good_cut_and_noisy_cables(name):
    wanted = (
        set() if name in WITHOUT_CABLES else {"GOOD", "Cut", "Noisy"} - ({"Noisy"} if name in WITHOUT_NOISE else set())
    )

    assert wanted <= cables_of(name)


def cables_of(name):
    """The cables that its tests name."""
    folder = FOLDERS[drivers.load(name).kind]
    files = [TESTS / "drivers" / folder / file for file in (f"test_{name}.py", TOGETHER.get(folder, ""))]
    nodes = (node for file in files if file.is_file() for node in ast.walk(ast.parse(file.read_text())))
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    return named | {cable for word, cables in STANDING_FOR.items() if word in named for cable in cables}


STANDING_FOR = {
    "ALL": ("GOOD", "Cut", "Noisy"),
    "believes_no_noise": ("Noisy",),
    "NoisyForth": ("Noisy",),
    "told_until_cut": ("Cut",),
}


@each
def test_is_a_small_plain_class(name):
    source = inspect.getsource(module(name))

    assert len(source.splitlines()) <= 200
    for word in ("logging", "threading", "Lock(", "except Exception", "def __init__", "sleep("):
        assert word not in source


@each
def test_does_all_that_is_asked_of_its_kind(name):
    assert not inspect.isabstract(drivers.load(name))


@each
@in_loop
async def test_offline_is_a_transport_error(name):
    wire = Cable()
    driver = drivers.load(name)(wire, Candidate("x", "tcp", "x"), {})
    wire.pull()

    with pytest.raises(TransportError):
        await use(driver)
    with pytest.raises(TransportError):
        await driver.probe() if driver.kind not in QUIET else await use(driver)


@each
@in_loop
async def test_a_device_that_says_nothing_is_found_out_in_time(name):
    """A printer may be silent, a scanner, a tool and a pedal are most of the time, and a scale that beeps when it is asked
    is not asked; nothing else may keep its opener waiting."""
    wire = Cable()
    driver = drivers.load(name)(wire, Candidate("x", "tcp", "x"), {})

    async with asyncio.timeout(3):
        if isinstance(driver, Printer):
            await driver.probe()
            assert await driver.status() == PrinterState()
        elif driver.kind in QUIET or (isinstance(driver, Scale) and driver.pace):
            with suppress(TransportError):
                await driver.probe()
        else:
            with pytest.raises(TransportError):
                await driver.probe()


class Stuck(Cable):
    """Takes nothing and gives nothing."""

    async def write(self, data):
        await asyncio.get_running_loop().create_future()


@each
@in_loop
async def test_cancels_cleanly_and_leaves_nothing_running(name):
    driver = drivers.load(name)(Stuck(), Candidate("x", "tcp", "x"), {})
    before = asyncio.all_tasks()
    using = asyncio.create_task(use(driver))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    using.cancel()

    with pytest.raises(asyncio.CancelledError):
        await using
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize("bus", BUSES)
@in_loop
async def test_every_bus_says_when_nothing_is_there(bus, tmp_path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = {"tcp": f"127.0.0.1:{unused.getsockname()[1]}", "usb": "250:250"}
        other = {"usb": (TransportError, MissingLibrary), "hdmi": (DeviceError, MissingLibrary)}
        with pytest.raises(other.get(bus, TransportError)):
            await open_transport(Candidate("x", bus, address.get(bus, str(tmp_path / "none"))), "9600 8N1")
