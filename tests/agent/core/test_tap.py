import asyncio
import logging

import pytest

from iot_agent.core import tap as module
from iot_agent.core.tap import Tap
from iot_agent.errors import TransportError
from iot_agent.log import DeviceLog
from tests.support.devices import Wire, World
from tests.support.loop import in_loop

LOG = DeviceLog(logging.getLogger("iot_agent.test"), "p1")


@in_loop
async def test_passes_bytes_on_both_ways():
    wire = Wire(World())
    tap = Tap(wire, LOG)
    await tap.write(b"hello")
    assert bytes(wire.written) == b"hello"
    assert await tap.read() == b"x"
    await tap.close()


@in_loop
async def test_knows_a_write_that_did_not_end():
    world = World()
    tap = Tap(Wire(world), LOG)
    await tap.write(b"a")
    assert not tap.writing
    world.hung.add("write")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await tap.write(b"b")
    assert tap.writing


@in_loop
async def test_a_write_that_stalls_is_given_up(monkeypatch):
    monkeypatch.setattr(module, "STALL", 0.01)
    world = World()
    world.hung.add("write")
    with pytest.raises(TimeoutError):
        await Tap(Wire(world), LOG).write(b"b")


@in_loop
async def test_a_broken_wire_stays_what_it_is():
    world = World()
    world.trouble["write"] = TransportError("gone")
    with pytest.raises(TransportError, match="gone"):
        await Tap(Wire(world), LOG).write(b"b")


@in_loop
async def test_shows_bytes_only_to_who_debugs_and_never_all_of_them(caplog):
    tap = Tap(Wire(World()), LOG)
    await tap.write(b"secret")
    assert not caplog.text
    caplog.set_level("DEBUG", "iot_agent.test")
    await tap.write(bytes(100))
    assert "p1: > 00 00" in caplog.text
    assert "… (100)" in caplog.text
