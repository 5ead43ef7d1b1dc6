"""Reports through a socket of packets, and through what is no device."""

import asyncio
import contextlib
import os

import pytest

from iot_agent.core.match import Candidate
from iot_agent.errors import TransportError
from iot_agent.simulators.hid_scale import HidScale, Served
from iot_agent.transports import open_transport
from tests.support.loop import in_loop
from tests.support.waiting import until


def seen(path):
    return Candidate("x", "hidraw", str(path))


@in_loop
async def test_a_report_may_be_read_in_parts_and_no_two_are_glued(tmp_path):
    served = Served(HidScale(ounces=1.3))
    wire = await open_transport(seen(served.start(tmp_path / "scale")), "")

    assert await wire.read(2) + await wire.read() == bytes.fromhex("03040bff0d00")
    assert await wire.read() == bytes.fromhex("03040bff0d00")
    await wire.write(b"\x02\x02")
    await until(lambda: served.machine.told == b"\x02\x02")
    await served.stop()
    async with asyncio.timeout(5):
        with contextlib.suppress(TransportError):  # what was sent before may still be read
            while True:
                await wire.read()
    await wire.close()


@in_loop
async def test_what_is_not_there_or_does_not_listen_is_a_transport_error(tmp_path):
    served = Served()
    path = served.start(tmp_path / "scale")
    os.link(path, tmp_path / "left")
    await served.stop()
    await served.stop()

    for path in (tmp_path / "scale", tmp_path / "left", tmp_path):
        with pytest.raises(TransportError):
            await open_transport(seen(path), "")


@in_loop
async def test_who_may_only_read_still_reads(monkeypatch, tmp_path):
    (tmp_path / "hidraw0").write_bytes(b"\x03\x04\x0b\xff\x0d\x00")
    real = os.open

    def reluctant(path, flags, *more):
        if flags & os.O_RDWR:
            raise PermissionError(13, "no")
        return real(path, flags, *more)

    monkeypatch.setattr(os, "open", reluctant)
    wire = await open_transport(seen(tmp_path / "hidraw0"), "")

    assert await wire.read() == bytes.fromhex("03040bff0d00")
    await wire.close()
