"""`iot-agent simulate`: devices, their settings and their control, from start to end."""

import asyncio
import contextlib
import hashlib
import io
import json
import socket
import stat

import aiohttp
import pytest
from PIL import Image

from iot_agent.core.match import Candidate
from iot_agent.drivers import load
from iot_agent.settings import load as load_settings
from iot_agent.simulators import kit
from iot_agent.transports import open_transport
from iot_agent.values import Balance, Barcode, Finish, Paper, Raster, Weight
from tests.support.loop import in_loop
from tests.support.waiting import until


class Running:
    """The kit, its control and drivers for its devices."""

    def __init__(self, url, settings, http):
        self._url = url
        self._http = http
        self._settings = {device.identifier: device for device in settings.devices}
        self._wires = []

    async def get(self, path, **options):
        async with self._http.get(self._url + path, **options) as response:
            return response.status, await response.read()

    async def json(self, path):
        return json.loads((await self.get(path))[1])

    async def post(self, path, body=None, **options):
        async with self._http.post(self._url + path, json=body, **options) as response:
            return response.status, await response.text()

    async def driver(self, name):
        typed = self._settings[f"sim-{name}"]
        cls = load(typed.driver)
        wire = await open_transport(Candidate(typed.identifier, typed.bus, typed.address), cls.baud)
        self._wires.append(wire)
        return cls(wire, Candidate(typed.identifier, typed.bus, typed.address), {})

    async def close(self):
        for wire in self._wires:
            await wire.close()


@contextlib.asynccontextmanager
async def running(folder, *wanted):
    said = []
    out = folder / "devices.toml"
    task = asyncio.create_task(kit.run(wanted, folder=folder / "devices", settings_out=out, say=said.append))
    try:
        await until(lambda: task.done() or (said and "control" in said[-1]))
        url = json.loads(said[-1])["control"]
        async with aiohttp.ClientSession() as http:
            kit_running = Running(url, load_settings(out, environ={}), http)
            kit_running.said = [json.loads(line) for line in said[:-1]]
            try:
                yield kit_running
            finally:
                await kit_running.close()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@in_loop
async def test_every_device_is_told_with_a_line_and_a_row_of_settings(tmp_path):
    async with running(tmp_path) as sim:
        assert [(line["name"], line["kind"], line["bus"]) for line in sim.said] == [
            ("printer", "printer", "tcp"),
            ("scale", "scale", "serial"),
            ("scanner", "scanner", "hid"),
        ]
        assert {name: device.driver for name, device in sim._settings.items()} == {
            "sim-printer": "escpos",
            "sim-scale": "toledo_8217",
            "sim-scanner": "hid_keyboard",
        }
        assert (await sim.json("/")).keys() == {"printer", "scale", "scanner"}
        assert stat.S_ISSOCK((tmp_path / "devices/scanner").stat().st_mode)


@in_loop
async def test_a_receipt_can_be_looked_at(tmp_path):
    picture = Raster(576, 40, bytes(range(72)) * 40)
    async with running(tmp_path, "printer", "printer:bar") as sim:
        bar = await sim.driver("bar")
        await bar.probe()
        await bar.print(picture, Finish())
        await bar.drawer(pin=2, pulse=100)
        await bar.status()

        (receipt,) = await sim.json("/bar/receipts")
        assert receipt["sha256"] == hashlib.sha256(picture.rows).hexdigest()
        assert (receipt["id"], receipt["width"], receipt["height"]) == (1, 576, 40)
        for path in ("/bar/last.png", "/bar/receipts/1.png"):
            _, png = await sim.get(path)
            image = Image.open(io.BytesIO(png))
            assert bytes(255 - byte for byte in image.tobytes()) == picture.rows
        assert (await sim.json("/"))["bar"]["kicks"] == 1
        assert (await sim.json("/"))["printer"]["receipts"] == 0


@in_loop
async def test_devices_do_as_they_are_told(tmp_path):
    async with running(tmp_path) as sim:
        printer, scale, scanner = [await sim.driver(name) for name in ("printer", "scale", "scanner")]
        await sim.post("/printer", {"paper": "low", "cover": "open"})
        state = await printer.status()
        assert (state.paper, state.cover_open) == (Paper.LOW, True)

        await sim.post("/scale", {"kg": 1.234})
        assert await scale.weigh() == Weight(Balance.STABLE, 1.234)
        await sim.post("/scale", {"moving": True})
        assert await scale.weigh() == Weight(Balance.MOVING)

        async with contextlib.aclosing(scanner.scans()) as scans:
            await sim.post("/scanner", {"code": "4006381333931", "end": "tab", "pad": True})
            assert await anext(scans) == Barcode("4006381333931")
        assert (await sim.json("/scanner"))["seen"] == 1


@in_loop
async def test_a_pulled_device_comes_back_where_it_was(tmp_path):
    async with running(tmp_path) as sim:
        before = await sim.json("/")
        for name in before:
            assert (await sim.post(f"/{name}", {"plugged": False}))[0] == 200
        for name in before:
            assert (await sim.post(f"/{name}", {"plugged": True}))[0] == 200
            assert (await sim.driver(name)) is not None
        assert await sim.json("/") == before


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/printer", {"paper": "gone"}),
        ("/printer", {"cover": "ajar"}),
        ("/printer", {"mode": "angry"}),
        ("/printer", {"colour": "red"}),
        ("/printer", {"late": "x"}),
        ("/printer", []),
        ("/scale", {"kg": "heavy"}),
        ("/scanner", {}),
        ("/scanner", {"code": 5}),
        ("/scanner", {"code": "1", "end": "never"}),
        ("/scanner", {"code": "漢"}),
    ],
)
@in_loop
async def test_a_wish_that_makes_no_sense_is_refused(tmp_path, path, body):
    async with running(tmp_path) as sim:
        assert (await sim.post(path, body))[0] == 400


@in_loop
async def test_what_is_not_there(tmp_path):
    async with running(tmp_path) as sim:
        for path in ("/toaster", "/scale/receipts", "/printer/last.png", "/printer/receipts/7.png"):
            assert (await sim.get(path))[0] == 404


@in_loop
async def test_a_web_page_cannot_tell_devices_anything(tmp_path):
    """What a form may send to another site is not JSON by its type."""
    async with running(tmp_path, "scale") as sim:
        status, _ = await sim.post("/scale", data='{"kg": 1}', headers={"Content-Type": "text/plain"})
        assert status == 415


@in_loop
async def test_a_browser_gets_a_page(tmp_path):
    async with running(tmp_path, "scale") as sim:
        status, page = await sim.get("/", headers={"Accept": "text/html,*/*"})
        assert (status, page[:15]) == (200, b"<!doctype html>")


@pytest.mark.parametrize("wanted", [["toaster"], ["printer", "printer"], ["printer:a/b"], ["scale:a", "scanner:a"]])
def test_devices_that_cannot_be(tmp_path, wanted):
    with pytest.raises(ValueError, match="cannot simulate"):
        kit.build(wanted, tmp_path)


@in_loop
async def test_a_port_that_is_taken_is_told_in_words(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ValueError, match=f"port {port}: Address already in use"):
            await kit.run(["scale"], folder=tmp_path, control=port)


@in_loop
async def test_a_folder_with_a_long_name_gets_a_short_one(tmp_path):
    folder = tmp_path / ("long" * 30)
    async with running(folder, "scanner") as sim:
        assert await sim.driver("scanner")
        assert len(sim.said[0]["address"]) < 108
