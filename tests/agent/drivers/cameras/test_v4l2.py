"""The driver of cameras against the simulated one, over every cable and on a socket."""

import asyncio

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.cameras import v4l2 as driver
from iot_agent.drivers.cameras.v4l2 import V4l2
from iot_agent.errors import ProtocolError, TransportError
from iot_agent.simulators.v4l2 import Served, number_on
from iot_agent.simulators.v4l2 import V4l2 as Machine
from iot_agent.transports import open_transport
from iot_agent.wire import MAX_PICTURE
from tests.support.cables import GOOD, Cable, Cut, Late, Noisy
from tests.support.loop import in_loop

SEEN = Candidate("camera", "v4l2", "somewhere")
SMALL = ("MJPG 96 64",)
over_good = pytest.mark.parametrize("cable", GOOD)


def bench(cable=Cable, options=None, **state):
    machine = Machine(**state)
    return machine, V4l2(cable(machine.receive), SEEN, options or {})


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(driver, "ANSWER", 0.2)
    monkeypatch.setattr(driver, "FRAME", 0.3)


@over_good
@in_loop
async def test_each_picture_is_another_one(cable):
    machine, camera = bench(cable, modes=SMALL)
    await camera.probe()
    numbers = []
    for _ in range(3):
        before = machine.number
        photo = await camera.picture(0)
        assert (photo.width, photo.height) == (96, 64)
        numbers.append(number_on(photo.jpeg))
        assert numbers[-1] > before
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("asked", "options", "size"),
    [
        (0, {}, (1280, 720)),
        (0, {"width": "640", "height": "480"}, (640, 480)),
        (0, {"width": "600"}, (600, 450)),
        (0, {"height": "1080"}, (1920, 1080)),
        (320, {"width": "1920", "height": "1080"}, (320, 240)),
        (200, {}, (200, 150)),
        (0, {"width": "wide"}, (1280, 720)),
    ],
)
@in_loop
async def test_the_size(asked, options, size):
    _, camera = bench(options=options)

    photo = await camera.picture(asked)

    assert (photo.width, photo.height) == size
    assert len(photo.jpeg) <= MAX_PICTURE


@in_loop
async def test_a_camera_of_raw_frames():
    machine, camera = bench(modes=("YUYV 96 64",))

    photo = await camera.picture(0)

    assert number_on(photo.jpeg) == machine.number


@in_loop
async def test_a_damaged_picture_is_taken_again():
    machine, camera = bench(modes=SMALL, trouble="garbage once")

    assert number_on((await camera.picture(0)).jpeg) == machine.number == 2


@pytest.mark.parametrize("trouble", ["garbage", "cut"])
@in_loop
async def test_a_camera_of_damaged_pictures_is_a_protocol_error(trouble):
    machine, camera = bench(modes=SMALL, trouble=trouble)

    with pytest.raises(ProtocolError):
        await camera.picture(0)
    assert machine.number == driver.TRIES


@in_loop
async def test_a_silent_camera_is_a_transport_error(quick):
    machine, camera = bench(modes=SMALL)
    await camera.probe()
    machine.trouble = "silent"

    for use in (camera.probe(), camera.picture(0)):
        with pytest.raises(TransportError):
            await use


@pytest.mark.parametrize("after", [0, 3, 9, 40, 300])
@in_loop
async def test_a_cut_cable_is_a_transport_error(quick, after):
    machine = Machine(modes=SMALL)
    camera = V4l2(Cut(machine.receive, after), SEEN, {})

    with pytest.raises(TransportError):
        await camera.picture(0)


@in_loop
async def test_half_a_frame_is_a_transport_error_in_time(quick):
    camera = V4l2(Cable(lambda _: b"frame MJPG 96 64 0 500\nhalf"), SEEN, {})
    camera._modes = (driver.v4l2.Mode("MJPG", 96, 64),)

    with pytest.raises(TransportError):
        await camera.picture(0)


@in_loop
async def test_another_device_is_a_protocol_error():
    for babble in (b"OK\r\n", b"modes 5\nMJPG\n", b"modes 0\n", bytes(200)):
        with pytest.raises(ProtocolError):
            await V4l2(Cable(lambda _, babble=babble: babble), SEEN, {}).probe()


@in_loop
async def test_a_picture_that_was_given_up_is_not_the_next_one():
    machine, camera = bench(Late, modes=SMALL)
    await camera.probe()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.001):
            await camera.picture(0)
    await asyncio.sleep(Late.delay * 2)

    assert number_on((await camera.picture(0)).jpeg) == machine.number == 2


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_noise_is_an_error_or_a_picture_that_opens(quick, seed):
    machine, camera = bench(modes=SMALL)
    await camera.probe()
    camera.wire = Noisy(machine.receive, seed, share=0.0005)
    for _ in range(6):
        try:
            photo = await camera.picture(0)
        except (ProtocolError, TransportError):
            continue
        assert photo.jpeg.startswith(b"\xff\xd8")
        assert photo.jpeg.endswith(b"\xff\xd9")


@in_loop
async def test_on_a_socket_and_unplugged(tmp_path):
    served = Served(Machine(modes=SMALL))
    wire = await open_transport(Candidate("c", "v4l2", await served.start(tmp_path / "camera")), "")
    camera = V4l2(wire, SEEN, {})
    assert number_on((await camera.picture(0)).jpeg) == 1

    await served.stop()

    with pytest.raises(TransportError):
        await camera.picture(0)
    await wire.close()


def test_claims():
    assert best_driver(Candidate("a", "v4l2", "/dev/video0", vendor=0x046D), table()).driver == "v4l2"
    assert best_driver(Candidate("a", "usb", "1:2", vendor=0x046D), table()).driver is None
