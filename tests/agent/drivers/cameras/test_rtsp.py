"""The driver of cameras that stream by RTSP, against the simulated one: over every cable, and over the network."""

import asyncio
import contextlib

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.cameras import fetched, rtsp
from iot_agent.drivers.cameras.rtsp import Rtsp
from iot_agent.errors import DeviceError, ProtocolError, TransportError
from iot_agent.simulators.rtsp import Rtsp as Machine
from iot_agent.simulators.rtsp import Served, piece
from iot_agent.simulators.v4l2 import number_on
from iot_agent.transports import open_transport
from iot_agent.wire import Code
from tests.support.cables import GOOD, Cable, Cut, Noisy
from tests.support.loop import in_loop
from tests.support.waiting import until

SEEN = Candidate("camera", "rtsp", "rtsp://192.0.2.1/live")
over_good = pytest.mark.parametrize("cable", GOOD)
encoded = pytest.mark.parametrize("encoding", ["JPEG", "H264", "H265"])


@contextlib.asynccontextmanager
async def streaming(cable=Cable, options=None, after=None, **state):
    """A camera at the end of a cable, which sends what it sees for as long as it lasts."""
    machine = Machine(**state)
    made = cable(machine.receive, after) if after is not None else cable(machine.receive)

    async def go_on():
        while True:
            if b"get" in made.written and machine.trouble not in ("silent", "refuses", "nothing"):
                made.arrive(b"".join(map(piece, machine.packets())))
            await asyncio.sleep(machine.pace)

    going = asyncio.create_task(go_on())
    try:
        yield machine, Rtsp(made, SEEN, options or {})
    finally:
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)


@contextlib.asynccontextmanager
async def on_the_network(drip=0, login="", **state):
    """A camera on a port, and a driver that knows its address."""
    served = Served(Machine(**state), drip)
    base = await served.start()
    seen = Candidate("camera", "rtsp", f"{base.replace('://', f'://{login}@' if login else '://')}/live")
    wire = await open_transport(seen, "")
    try:
        yield served, Rtsp(wire, seen, {})
    finally:
        await wire.close()
        await served.stop()


@over_good
@encoded
@in_loop
async def test_a_picture(cable, encoding):
    async with streaming(cable, encoding=encoding) as (machine, camera):
        await camera.probe()
        assert machine.number == 0
        photo = await camera.picture(0)
        assert (photo.width, photo.height) == (320, 240)
        assert 0 < number_on(photo.jpeg) <= machine.number


@encoded
@in_loop
async def test_the_size(encoding):
    async with streaming(encoding=encoding, options={"width": "200"}) as (_, camera):
        assert (await camera.picture(0)).width == 200
    async with streaming(encoding=encoding, options={"width": "200"}) as (_, camera):
        assert (await camera.picture(160)).width == 160


@in_loop
async def test_the_path_of_its_form():
    async with streaming(options={"address": "/other"}) as (_, camera):
        await camera.picture(0)
        assert b"get /other\n" in camera.wire.written


@pytest.mark.parametrize(
    ("trouble", "code"),
    [("refuses", Code.BAD_LOGIN), ("nothing", Code.WRONG_PATH), ("foreign", Code.UNREADABLE)],
)
@in_loop
async def test_a_camera_that_refuses(trouble, code):
    async with streaming(trouble=trouble) as (_, camera):
        with pytest.raises(DeviceError) as refused:
            await camera.picture(0)
        assert refused.value.code is code


@pytest.mark.parametrize("encoding", ["H264", "H265"])
@in_loop
async def test_damaged_pictures_are_a_protocol_error(encoding):
    async with streaming(encoding=encoding, trouble="garbage") as (_, camera):
        with pytest.raises(ProtocolError):
            await camera.picture(0)


@in_loop
async def test_damaged_jpegs_are_none(monkeypatch):
    monkeypatch.setattr(fetched, "PICTURE", 0.5)
    async with streaming(trouble="garbage") as (_, camera):
        with pytest.raises(TransportError):
            await camera.picture(0)


@in_loop
async def test_a_silent_camera_is_a_transport_error(monkeypatch):
    monkeypatch.setattr(fetched, "ANSWER", 0.05)
    monkeypatch.setattr(fetched, "PICTURE", 0.05)
    async with streaming(trouble="silent") as (_, camera):
        for use in (camera.probe(), camera.picture(0)):
            with pytest.raises(TransportError):
                await use


@encoded
@pytest.mark.parametrize("after", [0, 5, 30, 200, 2000])
@in_loop
async def test_a_cut_cable_is_a_transport_error(encoding, after):
    async with streaming(Cut, after=after, encoding=encoding) as (_, camera):
        with pytest.raises(TransportError):
            await camera.picture(0)


@encoded
@pytest.mark.parametrize("seed", range(4))
@in_loop
async def test_noise_is_an_error_or_a_picture(monkeypatch, encoding, seed):
    monkeypatch.setattr(fetched, "PICTURE", 2.0)
    monkeypatch.setattr(rtsp, "STEADY", 0.05)
    async with streaming(lambda far: Noisy(far, seed, share=0.0002), encoding=encoding) as (_, camera):
        with contextlib.suppress(ProtocolError, TransportError, DeviceError):
            assert (await camera.picture(0)).jpeg.endswith(b"\xff\xd9")


@encoded
@pytest.mark.parametrize("kept", [0, 40])
@in_loop
async def test_over_the_network_nothing_is_shown_that_the_camera_had_kept(encoding, kept):
    async with on_the_network(encoding=encoding, kept=kept) as (served, camera):
        await camera.probe()
        assert served.asked == []
        for _ in range(2):
            before = served.machine.number
            shown = number_on((await camera.picture(0)).jpeg)
            assert shown > max(before, served.old)
            assert served.old == before + kept


@in_loop
async def test_parameter_sets_that_stand_in_the_description_alone():
    async with on_the_network(encoding="H264", in_band=False) as (_, camera):
        assert (await camera.picture(0)).width == 320


@pytest.mark.parametrize("proof", ["digest", "basic"])
@in_loop
async def test_a_password(proof):
    async with on_the_network(login="admin:s3cret", password="s3cret", proof=proof) as (served, camera):
        assert (await camera.picture(0)).width == 320
        assert any(proof.capitalize() in asked for asked in served.asked)
    async with on_the_network(login="admin:other", password="s3cret", proof=proof) as (_, camera):
        with pytest.raises(DeviceError) as refused:
            await camera.picture(0)
        assert refused.value.code is Code.BAD_LOGIN


@pytest.mark.parametrize("trouble", ["nothing", "cut", "endless", "garbage", "foreign"])
@in_loop
async def test_over_the_network_a_camera_in_trouble_is_an_error_in_time(monkeypatch, trouble):
    monkeypatch.setattr("iot_agent.codecs.rtp.MOST", 10_000)
    async with on_the_network(trouble=trouble, encoding="H264") as (served, camera):
        with pytest.raises((DeviceError, TransportError, ProtocolError)):
            await camera.picture(0)
        served.machine.trouble = ""
        assert (await camera.picture(0)).width == 320, "the next picture is fine"


@in_loop
async def test_a_camera_that_takes_the_question_and_hangs(monkeypatch):
    monkeypatch.setattr("iot_agent.transports.rtsp.SILENCE", 0.1)
    async with on_the_network(trouble="silent") as (_, camera):
        with pytest.raises(TransportError, match="TimeoutError"):
            await camera.picture(0)


@in_loop
async def test_it_looks_no_longer_than_it_must():
    async with on_the_network() as (served, camera):
        await camera.picture(0)
        await until(lambda: not served.looking)
        assert any(asked.startswith("TEARDOWN") for asked in served.asked)


def test_claims():
    assert best_driver(Candidate("a", "rtsp", "rtsp://10.0.0.5/"), table()).driver == "rtsp"
