"""What is behind a serial port, said on the homepage."""

import json

from iot_agent import wire
from iot_agent.wire import Code
from tests.support.lan import PORT, lan
from tests.support.loop import in_loop

CHOOSE = "/owner/serial_port"


async def choose(at, identifier, driver=""):
    body = wire.dumps(wire.SerialPort(identifier=identifier, driver=driver)).encode()
    return await at.post(CHOOSE, body, at.owned(CHOOSE, body))


async def serial(at):
    return json.loads((await at.get("/status"))[2])["serial"]


@in_loop
async def test_a_driver_is_chosen_and_taken_back(tmp_path):
    async with lan(tmp_path) as at:
        at.devices.append(PORT)
        assert (await choose(at, "port1", "cas")).status == 200
        assert await serial(at) == {
            "drivers": ["cas", "line_display", "own_one", "serial_scanner"],
            "ports": [{"identifier": "port1", "driver": "cas", "own": True, "heard": False}],
        }
        assert (await choose(at, "port1")).status == 200
        assert at.options.driver("port1") == ""


@in_loop
async def test_what_is_no_such_port_or_driver_is_refused(tmp_path):
    async with lan(tmp_path) as at:
        at.devices.append(PORT)
        assert (await choose(at, "p1", "cas")).refused is Code.UNKNOWN_DEVICE
        assert (await choose(at, "port1", "escpos")).refused is Code.NOT_SUPPORTED
        assert at.options.driver("port1") == ""
