"""Tools that advertise themselves, with bleak made up."""

import pytest

from iot_agent.codecs.ble_gauge import PROFILES
from iot_agent.core.match import best_driver
from iot_agent.discovery import bluetooth as module
from iot_agent.discovery.bluetooth import MOST, PAUSE, Bluetooth
from iot_agent.drivers import table
from iot_agent.errors import MissingLibrary
from tests.support.fake_bleak import FakeBleak
from tests.support.loop import in_loop

SYLVAC = PROFILES[0].service


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def bleak(monkeypatch):
    fake = FakeBleak()
    monkeypatch.setattr(module, "need", lambda *_: fake)
    monkeypatch.setattr(module, "LISTEN", 0.0)
    return fake


def look(tmp_path, clock=None):
    (tmp_path / "class/bluetooth/hci0").mkdir(parents=True)
    return Bluetooth(tmp_path, clock or Clock())


@in_loop
async def test_a_tool_is_found_and_stays_when_it_advertises_no_more(tmp_path, bleak):
    clock = Clock()
    source = look(tmp_path, clock)
    bleak.advertised = [("C4:BE:B8:A5:15:C8", "SY276", [SYLVAC.upper()]), ("11:22:33:44:55:66", "TV", ["180f"])]

    (tool,) = await source.scan()
    bleak.advertised = []
    clock.now = PAUSE + 1

    assert await source.scan() == [tool]
    assert (tool.identifier, tool.bus, tool.address) == ("ble-C4BEB8A515C8", "ble", "C4:BE:B8:A5:15:C8")
    assert (tool.name, tool.manufacturer) == ("SY276", "Sylvac")
    assert best_driver(tool, table()).driver == "ble_gauge"


@in_loop
async def test_the_radio_is_left_in_peace_most_of_the_time(tmp_path, bleak):
    clock = Clock()
    source = look(tmp_path, clock)
    for clock.now in (0, 3, 6, PAUSE + 1, PAUSE + 4):
        await source.scan()

    assert bleak.looked == 2


@in_loop
async def test_a_radio_that_is_off_or_missing(tmp_path, bleak):
    bleak.radio = False
    assert await look(tmp_path).scan() == []
    assert await Bluetooth(tmp_path / "none").scan() == []
    assert bleak.looked == 0


@in_loop
async def test_without_the_library(tmp_path, monkeypatch):
    def absent(*_):
        raise MissingLibrary("pip install")

    monkeypatch.setattr(module, "need", absent)
    assert await look(tmp_path).scan() == []


@in_loop
async def test_a_hall_full_of_tools_is_bounded(tmp_path, bleak):
    bleak.advertised = [(f"00:00:00:00:00:{number:02X}", "SY", [SYLVAC]) for number in range(MOST + 20)]
    assert len(await look(tmp_path).scan()) == MOST
