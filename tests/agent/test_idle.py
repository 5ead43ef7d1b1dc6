"""The agent at rest: a process that nothing wakes but what is due."""

import asyncio

import aiohttp

from iot_agent import wire
from iot_agent.simulators import escpos, line, toledo_8217
from iot_agent.wire import Health
from tests.bench.measure import stir_of
from tests.support.loop import in_loop
from tests.support.odoo import FakeOdoo
from tests.support.process import process
from tests.support.waiting import until

REST = 15.0
MOST = 1.0
"""Wake-ups a second: at worst both devices are looked at, all look around, the box asks Odoo and pings it, and the
answers come one by one, which makes 0.8. What polls once a second is above."""

RESTED = """
import asyncio, math, sys
from iot_agent.cli import main
from iot_agent.core.calm import Calm
from iot_agent.discovery.mdns import Mdns
from iot_agent.link import session
Calm.stir = lambda calm: setattr(calm, "_stirred", -math.inf)  # long ago
session.TRUST = 0.0

async def silence(_):
    await asyncio.get_running_loop().create_future()
    yield

Mdns.changed = silence  # what other agents ask the network wakes all
sys.exit(main())
"""

DEVICES = """
[[device]]
identifier = "p1"
bus = "tcp"
address = "{printer}"
driver = "escpos"
[[device]]
identifier = "s1"
bus = "serial"
address = "{scale}"
driver = "toledo_8217"
"""


@in_loop
async def test_a_box_at_rest_hardly_wakes(tmp_path):
    printer, scale = escpos.Served(), line.Served(toledo_8217.Toledo8217())
    devices = DEVICES.format(printer=await printer.start(), scale=scale.start(tmp_path / "scale"))
    try:
        async with FakeOdoo() as odoo, process(tmp_path, devices, scan=3.0, program=("-c", RESTED)) as box:
            async with aiohttp.ClientSession() as client:
                token = wire.dumps(wire.Setup(token=odoo.token()))
                assert (await client.post(f"{box.url}/setup/pair", data=token)).status == 200
            await until(lambda: odoo.sockets and odoo.box, 60)
            await until(lambda: [one.health for one in odoo.box.devices] == [Health.CONNECTED] * 2, 60)
            before = stir_of(box.pid)
            await asyncio.sleep(REST)
            after = stir_of(box.pid)
            assert (after.wakeups - before.wakeups) / (after.at - before.at) < MOST
    finally:
        await printer.stop()
        scale.stop()
