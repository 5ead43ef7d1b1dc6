"""The simulated network camera, with a plain client."""

import aiohttp

from iot_agent.simulators.http_camera import HttpCamera, Served
from iot_agent.simulators.v4l2 import number_on
from tests.support.loop import in_loop


@in_loop
async def test_a_picture_and_a_stream():
    served = Served()
    base = await served.start()
    async with aiohttp.ClientSession() as session:
        async with session.get(base + "/snapshot.jpg") as answer:
            assert number_on(await answer.read()) == 1
        async with session.get(base + "/video.mjpg") as answer:
            assert answer.headers["Content-Type"].startswith("multipart/x-mixed-replace")
            assert (await answer.content.readline()).startswith(b"--frame")
        served.machine.trouble = "broken"
        async with session.get(base + "/snapshot.jpg") as answer:
            assert answer.status == 500
    await served.stop()
    await served.stop()


@in_loop
async def test_a_password():
    served = Served(HttpCamera(password="pw", proof="basic"))
    base = await served.start()
    async with aiohttp.ClientSession() as session:
        async with session.get(base + "/snapshot.jpg") as answer:
            assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Basic")
        async with session.get(base + "/snapshot.jpg", headers={"Authorization": "Basic YWRtaW46cHc="}) as answer:
            assert answer.status == 200
    await served.stop()


def test_at_the_end_of_a_cable():
    machine = HttpCamera()
    assert machine.receive(b"he") == b""
    assert machine.receive(b"re\nstop\n") == b"here\n"
    assert machine.receive(b"get \n").startswith(b"200 image/jpeg\n")
    machine.trouble = "refuses"
    assert machine.receive(b"get \n") == b"401 \n0\n"
