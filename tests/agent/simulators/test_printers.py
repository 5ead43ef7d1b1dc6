"""The printers of `iot-agent simulate`, each spoken to by its own driver."""

import hashlib

import pytest

from iot_agent.core.match import Candidate
from iot_agent.drivers import load
from iot_agent.errors import DeviceError
from iot_agent.simulators.devices import KINDS
from iot_agent.transports import open_transport
from iot_agent.values import Finish, Paper, Raster
from tests.support.loop import in_loop
from tests.support.waiting import until

PRINTERS = sorted(name for name, kind in KINDS.items() if kind.kind == "printer")
WAYS = {"impact": "column_low"}
PICTURE = Raster(384, 48, hashlib.shake_256(b"page").digest(48 * 48))


class Plugged:
    """A simulated printer and the driver it asks for."""

    def __init__(self, kind, folder):
        self.simulated = KINDS[kind](folder, kind)

    async def __aenter__(self):
        await self.simulated.plug()
        seen = Candidate("sim", self.simulated.bus, self.simulated.address)
        driver = load(self.simulated.driver)
        self._wire = await open_transport(seen, driver.baud)
        self.driver = driver(self._wire, seen, {})
        await self.driver.probe()
        return self

    async def __aexit__(self, *_):
        await self._wire.close()
        await self.simulated.unplug()


@pytest.mark.parametrize("kind", PRINTERS)
@in_loop
async def test_what_is_printed_can_be_looked_at(kind, tmp_path):
    async with Plugged(kind, tmp_path) as plugged:
        await plugged.driver.print(PICTURE, Finish(way=WAYS.get(kind, "")))
        await until(plugged.simulated.pages)
        [page] = plugged.simulated.receipts()
        assert page["sha256"] == hashlib.sha256(plugged.simulated.pages()[0].picture.rows).hexdigest()
        assert page["height"] >= PICTURE.height
        assert plugged.simulated.picture(1).startswith(b"\x89PNG")
        assert plugged.simulated.state()["receipts"] == 1
        with pytest.raises(LookupError):
            plugged.simulated.picture(2)


@pytest.mark.parametrize("kind", PRINTERS)
@pytest.mark.parametrize(("wish", "fault"), [({"paper": "out"}, "paper_out"), ({"cover": "open"}, "cover_open")])
@in_loop
async def test_its_switches_are_what_its_driver_sees(kind, wish, fault, tmp_path):
    async with Plugged(kind, tmp_path) as plugged:
        plugged.simulated.change(**wish)
        state = await plugged.driver.status()
        assert {"paper_out": state.paper is Paper.OUT, "cover_open": bool(state.cover_open)}[fault]
        shown = plugged.simulated.state()
        assert all(shown[name] == value for name, value in wish.items())
        plugged.simulated.change(paper="ok", cover="closed")
        assert (await plugged.driver.status()).online


@in_loop
async def test_a_dot_matrix_printer_makes_nonsense_of_raster(tmp_path):
    """What a user with such a printer sees before it is set up right."""
    async with Plugged("impact", tmp_path) as plugged:
        await plugged.driver.print(PICTURE, Finish(way="raster"))
        await until(plugged.simulated.pages)
        assert plugged.simulated.receipts()[0]["text"]


@pytest.mark.parametrize("kind", PRINTERS)
@in_loop
async def test_a_drawer_where_there_is_one(kind, tmp_path):
    async with Plugged(kind, tmp_path) as plugged:
        if kind in ("label", "epl"):
            with pytest.raises(DeviceError):
                await plugged.driver.drawer(pin=2, pulse=100)
            return
        await plugged.driver.drawer(pin=2, pulse=100)
        await until(plugged.simulated.kicks)
        assert plugged.simulated.state()["kicks"] == 1
