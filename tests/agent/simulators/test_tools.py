"""The cameras and measuring tools of the kit."""

import pytest

from iot_agent.core.match import Candidate
from iot_agent.drivers import load
from iot_agent.errors import DeviceError
from iot_agent.settings import load as load_settings
from iot_agent.simulators import kit
from iot_agent.simulators.tools import Camera, Gauge, NetworkCamera, Screen, StreamingCamera
from iot_agent.simulators.v4l2 import number_on
from iot_agent.transports import open_transport
from tests.support.gauge import working
from tests.support.loop import in_loop


async def opened(device):
    await device.plug()
    seen = Candidate("x", device.bus, device.address)
    wire = await open_transport(seen, load(device.driver).baud)
    return wire, load(device.driver)(wire, seen, {})


@pytest.mark.parametrize("kind", [Camera, NetworkCamera])
@in_loop
async def test_a_camera(tmp_path, kind):
    device = kind(tmp_path, "camera")
    wire, camera = await opened(device)
    assert number_on((await camera.picture(320)).jpeg) == 1
    assert device.state() == {"trouble": "", "troubles": kind.TROUBLES, "pictures": 1}
    device.change(trouble="cut")
    assert device.state()["trouble"] == "cut"
    with pytest.raises(ValueError, match="no such trouble"):
        device.change(trouble="fire")
    await wire.close()
    await device.unplug()


@in_loop
async def test_a_camera_that_streams(tmp_path):
    device = StreamingCamera(tmp_path, "camera")
    wire, camera = await opened(device)
    assert number_on((await camera.picture(320)).jpeg) <= device.state()["pictures"]
    device.change(trouble="nothing")
    with pytest.raises(DeviceError):
        await camera.picture(320)
    await wire.close()
    await device.unplug()


@in_loop
async def test_a_gauge(tmp_path):
    device = Gauge(tmp_path, "gauge")
    wire, driver = await opened(device)
    async with working(driver) as gauge:
        device.change(value=12.345)
        assert (await gauge.value()).value == 12.345
        assert (await driver.measure()).value == 12.345
    device.change(off=True)
    assert device.state() == {"value": 12.345, "off": True}
    await wire.close()
    await device.unplug()


@in_loop
async def test_a_screen_is_opened_as_the_settings_say_and_tells_what_it_shows(tmp_path):
    device = Screen(tmp_path, "screen")
    await device.plug()
    assert device.state() == {"url": ""}
    file = tmp_path / "agent.toml"
    file.write_text(kit.settings({"screen": device}))
    typed = load_settings(file, environ={})
    hints = {"browser": typed.browser, "profile": str(tmp_path / "profile"), "home": "http://127.0.0.1:9/screen"}
    seen = Candidate("x", device.bus, typed.devices[0].address, hints=hints)
    wire = await open_transport(seen, "")
    try:
        screen = load(device.driver)(wire, seen, {})
        await screen.probe()
        await screen.look()
        assert device.state() == {"url": "http://127.0.0.1:9/screen"}
        await screen.show("http://a.example/")
        assert device.state() == {"url": "http://a.example/"}
    finally:
        await wire.close()
