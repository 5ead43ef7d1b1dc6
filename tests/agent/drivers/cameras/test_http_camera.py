"""The driver of network cameras against the simulated one, over every cable and over HTTP."""

import asyncio

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.cameras import fetched
from iot_agent.drivers.cameras.http_camera import HttpCamera
from iot_agent.errors import DeviceError, ProtocolError, TransportError
from iot_agent.simulators.http_camera import HttpCamera as Machine
from iot_agent.simulators.http_camera import Served
from iot_agent.simulators.v4l2 import number_on
from iot_agent.transports import open_transport
from iot_agent.wire import Code
from tests.support.cables import GOOD, Cable, Cut, Noisy
from tests.support.loop import in_loop

SEEN = Candidate("camera", "http", "http://192.0.2.1/")
over_good = pytest.mark.parametrize("cable", GOOD)


def bench(cable=Cable, options=None, **state):
    machine = Machine(**state)
    return machine, HttpCamera(cable(machine.receive), SEEN, options or {})


@over_good
@pytest.mark.parametrize("state", [{}, {"stream": True}, {"stream": True, "lengths": False}])
@in_loop
async def test_each_picture_is_another_one(cable, state):
    machine, camera = bench(cable, **state)
    await camera.probe()
    assert machine.number == 0
    for _ in range(2):
        before = machine.number
        photo = await camera.picture(0)
        assert (photo.width, photo.height) == (320, 240)
        assert number_on(photo.jpeg) == before + (2 if state else 1)


@in_loop
async def test_the_size():
    _, camera = bench(options={"width": "200"})
    assert (await camera.picture(0)).width == 200
    assert (await camera.picture(160)).width == 160
    assert (await camera.picture(4000)).width == 320


@in_loop
async def test_the_path_of_its_form():
    _, camera = bench(options={"address": "/other.jpg"})
    await camera.picture(0)
    assert b"get /other.jpg\n" in camera.wire.written
    camera.options = {"address": "http://elsewhere/"}
    with pytest.raises(ProtocolError):
        await camera.picture(0)


@pytest.mark.parametrize(("trouble", "code"), [("refuses", Code.BAD_LOGIN), ("broken", Code.DEVICE_ERROR)])
@in_loop
async def test_a_camera_that_refuses(trouble, code):
    _, camera = bench(trouble=trouble)
    with pytest.raises(DeviceError) as refused:
        await camera.picture(0)
    assert refused.value.code is code


@pytest.mark.parametrize("trouble", ["cut", "garbage"])
@in_loop
async def test_a_damaged_picture_is_a_protocol_error(trouble):
    _, camera = bench(trouble=trouble)
    with pytest.raises(ProtocolError):
        await camera.picture(0)


@in_loop
async def test_a_stream_that_ends_too_soon():
    head = b"200 multipart/x-mixed-replace; boundary=frame\n"
    camera = HttpCamera(Cable(lambda data: head + b"0\n" if b"get" in data else None), SEEN, {})
    with pytest.raises(TransportError):
        await camera.picture(0)


@in_loop
async def test_a_silent_camera_is_a_transport_error(monkeypatch):
    monkeypatch.setattr(fetched, "ANSWER", 0.05)
    monkeypatch.setattr(fetched, "PICTURE", 0.05)
    _, camera = bench(trouble="silent")
    for use in (camera.probe(), camera.picture(0)):
        with pytest.raises(TransportError):
            await use


@pytest.mark.parametrize("after", [0, 5, 20, 60, 300])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    machine = Machine()
    with pytest.raises(TransportError):
        await HttpCamera(Cut(machine.receive, after), SEEN, {}).picture(0)


@pytest.mark.parametrize("seed", range(6))
@in_loop
async def test_noise_is_an_error_or_a_picture(monkeypatch, seed):
    monkeypatch.setattr(fetched, "PICTURE", 0.2)
    machine = Machine()
    camera = HttpCamera(Noisy(machine.receive, seed, share=0.0005), SEEN, {})
    for _ in range(3):
        try:
            photo = await camera.picture(0)
        except (ProtocolError, TransportError, DeviceError):
            continue
        assert photo.jpeg.endswith(b"\xff\xd9")


@pytest.mark.parametrize("path", ["/snapshot.jpg", "/video.mjpg"])
@in_loop
async def test_over_http_each_picture_is_taken_after_the_wish(path):
    served = Served()
    base = await served.start()
    wire = await open_transport(Candidate("c", "http", base + path), "")
    camera = HttpCamera(wire, SEEN, {})
    await camera.probe()
    assert served.asked == []
    for _ in range(3):
        before = served.machine.number
        async with asyncio.timeout(5):
            assert number_on((await camera.picture(0)).jpeg) > before
    await served.stop()
    with pytest.raises(TransportError):
        await camera.picture(0)
    with pytest.raises(TransportError):
        await camera.probe()
    await wire.close()


def test_claims():
    assert best_driver(Candidate("a", "http", "http://10.0.0.5/"), table()).driver == "http_camera"
