"""Serial lines on pseudo terminals, and the settings a real one would get."""

import asyncio
import os
import termios
import tty

import pytest

from iot_agent.core.match import Candidate
from iot_agent.errors import TransportError
from iot_agent.transports import open_transport, serial
from tests.support.loop import in_loop


@pytest.fixture
def line():
    """The far end of a line and the path of the near one."""
    far, near = os.openpty()
    tty.setraw(near)
    os.set_blocking(far, False)
    yield far, os.ttyname(near)
    for end in (far, near):
        try:
            os.close(end)
        except OSError:
            continue


def seen(path):
    return Candidate("x", "serial", path)


@pytest.mark.parametrize("baud", ["9600 7E1", "115200 8N1", "2400 8O2"])
@in_loop
async def test_bytes_both_ways_whatever_the_settings(line, baud):
    far, near = line
    wire = await open_transport(seen(near), baud)
    await wire.write(b"W\r\n\x03")
    os.write(far, b"\x0201.234\r")

    assert os.read(far, 10) == b"W\r\n\x03"
    assert await wire.read(2) == b"\x020"
    assert await wire.read() == b"1.234\r"
    await wire.close()
    await wire.close()


@in_loop
async def test_a_link_to_a_port_is_as_good(line, tmp_path):
    link = tmp_path / "by-id"
    link.symlink_to(line[1])

    wire = await open_transport(seen(str(link)), "9600 7E1")

    await wire.write(b"x")
    assert os.read(line[0], 1) == b"x"
    await wire.close()


@in_loop
async def test_a_pulled_cable_is_a_transport_error():
    far, near = os.openpty()
    wire = await open_transport(seen(os.ttyname(near)), "9600 8N1")
    os.close(near)
    reading = asyncio.create_task(wire.read())
    await asyncio.sleep(0)
    os.close(far)

    with pytest.raises(TransportError):
        await reading
    with pytest.raises(TransportError):
        await wire.write(b"x")
    await wire.close()


@in_loop
async def test_a_device_that_takes_nothing_is_given_up_and_closed_at_once(line):
    wire = await open_transport(seen(line[1]), "9600 8N1")

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await wire.write(bytes(1 << 20))
    async with asyncio.timeout(2):
        await wire.close()


@in_loop
async def test_a_port_has_one_owner(line):
    wire = await open_transport(seen(line[1]), "9600 8N1")

    with pytest.raises(TransportError):
        await open_transport(seen(line[1]), "9600 8N1")
    await wire.close()


@in_loop
async def test_what_is_no_port(tmp_path):
    (tmp_path / "file").write_text("x")

    with pytest.raises(TransportError):
        await open_transport(seen(str(tmp_path / "file")), "9600 8N1")


def test_settings_of_a_real_line():
    assert serial.settings("9600 7E1") == {"baudrate": 9600, "bytesize": 7, "parity": "E", "stopbits": 1.0}


def test_a_pseudo_terminal_has_no_frames():
    assert serial.settings("9600 7E1", pty=True) == {"baudrate": 9600, "bytesize": 8, "parity": "N", "stopbits": 1.0}


@pytest.mark.parametrize("baud", ["", "9600", "9600 9N1", "9600 8X1", "fast 8N1"])
def test_what_are_no_settings(baud):
    with pytest.raises(TransportError):
        serial.settings(baud)


def test_wrong_parity_arrives_as_nul_and_an_empty_read_is_a_hang_up(line):
    """What a pseudo terminal can show of it: the flags that tell the kernel so."""
    near = os.open(line[1], os.O_RDWR | os.O_NOCTTY)
    serial._strict(near, parity=True)
    flags, *_, controls = termios.tcgetattr(near)
    os.close(near)

    assert flags & termios.INPCK
    assert not flags & (termios.IGNPAR | termios.PARMRK)
    assert controls[termios.VMIN] in (1, b"\x01")
