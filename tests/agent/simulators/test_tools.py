"""The cameras and measuring tools of the kit."""

import pytest

from iot_agent.core.match import Candidate
from iot_agent.drivers import load
from iot_agent.errors import DeviceError
from iot_agent.simulators.tools import Camera, Gauge, NetworkCamera, StreamingCamera
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
    assert device.state() == {"trouble": "", "pictures": 1}
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
