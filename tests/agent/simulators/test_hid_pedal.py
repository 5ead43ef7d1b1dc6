"""The simulated pedal: literal events, and its socket."""

import asyncio
import struct

import pytest

from iot_agent.simulators.hid_pedal import Served, pressed
from tests.support.loop import in_loop
from tests.support.waiting import until


def moves(data):
    return [(code, value) for _s, _u, type_, code, value in struct.iter_unpack("@llHHi", data) if type_ == 1]


def test_one_press():
    assert moves(pressed()) == [(48, 1), (48, 0)]
    assert moves(pressed("Ctrl+Shift+A")) == [(29, 1), (42, 1), (30, 1), (30, 0), (42, 0), (29, 0)]


def test_a_key_it_does_not_have():
    with pytest.raises(KeyError):
        pressed("Nonsense")


@in_loop
async def test_on_its_socket(tmp_path):
    served = Served()
    path = await served.start(tmp_path / "pedal")
    assert served.press() == 0
    reader, writer = await asyncio.open_unix_connection(path)

    await until(lambda: served.press("F13") == 1)

    assert moves(await reader.readexactly(24 * 6)) == [(183, 1), (183, 0)]
    writer.close()
    await served.stop()
