"""The whole agent: in this process, and as a process that is stopped, restarted and killed."""

import asyncio
import json
import os
import signal
import time
from pathlib import Path

import aiohttp
import pytest

from iot_agent import agent, wire
from iot_agent.agent import Exit
from iot_agent.errors import SettingsError
from iot_agent.settings import DeviceSetting, Listen, Settings
from iot_agent.wire import State
from tests.support.bundles import Offer, example
from tests.support.loop import in_loop
from tests.support.odoo import FakeOdoo
from tests.support.process import process
from tests.support.waiting import until


class Till:
    """A drawer behind a printer on TCP, that says it is well and counts its pulses."""

    def __init__(self):
        self.pulses = 0

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()
        await self.server.wait_closed()

    async def serve(self, reader, writer):
        try:
            while data := await reader.read(4096):
                self.pulses += data.count(b"\x1bp")
                writer.write(b"\x12" * data.count(b"\x10\x04"))
        except OSError:
            pass
        finally:
            writer.close()

    @property
    def row(self):
        return f'[[device]]\nidentifier = "p1"\nbus = "tcp"\naddress = "127.0.0.1:{self.port}"\ndriver = "escpos"\n'

    @property
    def setting(self):
        return DeviceSetting("p1", "tcp", f"127.0.0.1:{self.port}", "Till", driver="escpos")


async def pair(url, odoo):
    async with aiohttp.ClientSession() as client:
        answer = await client.post(f"{url}/setup/pair", data=wire.dumps(wire.Setup(token=odoo.token())))
        assert answer.status == 200, await answer.text()
    await until(lambda: odoo.sockets and odoo.box.devices)


@in_loop
async def test_a_box_from_start_to_stop(tmp_path):
    async with FakeOdoo() as odoo, Till() as till:
        settings = Settings(
            state=tmp_path, listen=Listen("127.0.0.1", 0), identifier="box1", name="Till box", devices=(till.setting,)
        )
        ready = asyncio.get_running_loop().create_future()
        running = asyncio.ensure_future(agent.run(settings, ready.set_result))
        url = f"http://127.0.0.1:{await ready}"
        await pair(url, odoo)
        assert (odoo.box.box.identifier, odoo.box.box.name) == ("box1", "Till box")
        await until(lambda: odoo.box.devices[0].health is wire.Health.CONNECTED)
        key = await odoo.post(odoo.job("p1", "drawer"))
        assert (await odoo.outcome(key)).state is State.SENT
        assert till.pulses == 1
        with pytest.raises(SettingsError, match="another agent"):
            await agent.run(settings)
        os.kill(os.getpid(), signal.SIGTERM)
        assert await running is Exit.STOP
        assert odoo.goodbyes == [wire.Goodbye(leave=False)]


@in_loop
async def test_addresses_are_those_of_the_settings_or_of_the_machine(tmp_path):
    alone = agent.identity(Settings(state=tmp_path, identifier="i"), ("http://10.0.0.1:8069",) * 20)
    assert (alone.name, len(alone.addresses)) == ("i", 16)
    assert agent.identity(Settings(state=tmp_path), ()).identifier


@in_loop
async def test_stopped_and_started_it_is_the_same_box(tmp_path):
    async with FakeOdoo() as odoo, Till() as till:
        async with process(tmp_path, till.row) as box:
            await pair(box.url, odoo)
            for number in (signal.SIGTERM, signal.SIGINT):
                box.ask_to_stop(number)
                assert await box.wait() == 0
                await box.start()
                await until(lambda: box.status()["online"])
        assert len(odoo.goodbyes) == 2
        assert len(odoo.boxes) == 1


@in_loop
async def test_restarted_by_odoo_it_comes_back_as_the_same_process(tmp_path):
    async with FakeOdoo() as odoo, process(tmp_path) as box:
        async with aiohttp.ClientSession() as client:
            answer = await client.post(f"{box.url}/setup/pair", data=wire.dumps(wire.Setup(token=odoo.token())))
            assert answer.status == 200
        await until(lambda: odoo.sockets)
        pid, hellos = box.pid, odoo.calls.count("hello")
        order = wire.Restart(key="r1", box=odoo.box.reference, deadline=odoo.now() + 60)
        odoo.orders.append(order)
        await odoo.ring(order)
        await until(lambda: odoo.calls.count("hello") > hellos, 15)
        await until(lambda: odoo.sockets)
        assert box.pid == pid
        assert box.status()["uptime"] < 10
        await odoo.notify("iot.look", {})
        asked = odoo.calls.count("ask")
        await until(lambda: odoo.calls.count("ask") > asked or odoo.calls.count("goodbye") > 1)
        assert odoo.calls.count("goodbye") == 1


@in_loop
async def test_killed_after_accepting_it_loses_nothing_and_repeats_nothing(tmp_path):
    async with FakeOdoo() as odoo, Till() as till:
        async with process(tmp_path, till.row) as box:
            await pair(box.url, odoo)
            for _ in range(8):
                keys = [await odoo.post(odoo.job("p1", "drawer")) for _ in range(5)]
                await until(lambda keys=keys: any(odoo.outcomes.get(key) for key in keys))
                box.kill()
                await box.wait()
                odoo.sockets.clear()
                await box.start()
            outcomes = [await odoo.outcome(key, 20) for key in odoo.jobs]
        unknown = sum(outcome.state is State.UNKNOWN for outcome in outcomes)
        sent = sum(outcome.state is State.SENT for outcome in outcomes)
        assert sent + unknown == 40
        assert unknown <= 8
        assert sent <= till.pulses <= sent + unknown


@in_loop
async def test_a_job_that_runs_when_the_agent_is_asked_to_stop_ends_first(tmp_path):
    async with FakeOdoo() as odoo, Till() as till:
        async with process(tmp_path, till.row) as box:
            await pair(box.url, odoo)
            await until(lambda: odoo.box.devices[0].health is wire.Health.CONNECTED)
            key = await odoo.post(odoo.job("p1", "drawer"))
            await until(lambda: odoo.outcomes.get(key))
            box.ask_to_stop()
            assert await box.wait() == 0
            await box.start()
            assert (await odoo.outcome(key)).state is State.SENT
        assert till.pulses == 1


@in_loop
async def test_the_first_answer_comes_soon_and_memory_is_small(tmp_path):
    async with Till() as till:
        started = time.monotonic()
        async with process(tmp_path, till.row) as box:
            assert time.monotonic() - started < 5  # a second where nothing else runs
            resident = int((Path("/proc") / str(box.pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            assert resident < 64e6  # a little more than half of it is Python, asyncio and aiohttp
            assert json.dumps(box.status())


@in_loop
async def test_drivers_come_from_the_database_without_a_restart(tmp_path):
    async with FakeOdoo() as odoo, Till() as till:
        offer = Offer(1, example("x"), seed=odoo.seed)
        odoo.drivers = (offer.sealed, offer.packed)
        async with process(tmp_path, till.row) as box:
            before = box.pid
            await pair(box.url, odoo)
            await until(lambda: odoo.drivers_taken[-1:] == [wire.DriversTaken(version=1)], 20)
            await until(lambda: odoo.box.devices[0].health is wire.Health.CONNECTED)
            key = await odoo.post(odoo.job("p1", "drawer"))
            assert (await odoo.outcome(key)).state is State.SENT
            assert box.pid == before
