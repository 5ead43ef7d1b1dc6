"""A file descriptor on the event loop: a pair of sockets stands for a device."""

import asyncio
import os
import socket

import pytest

from iot_agent.errors import TransportError
from iot_agent.transports.descriptor import Descriptor, open_fd
from tests.support.loop import in_loop


@pytest.fixture
def pair():
    near, far = socket.socketpair()
    with far:
        far.setblocking(False)
        yield Descriptor(near.detach(), "the device"), far


@in_loop
async def test_bytes_both_ways_and_nothing_is_read_ahead(pair):
    device, far = pair
    await device.write(b"page")
    far.send(b"answer")
    assert far.recv(10) == b"page"
    assert await device.read(3) == b"ans"
    assert await device.read() == b"wer"
    await device.close()


@in_loop
async def test_what_does_not_go_at_once_goes_later(pair):
    device, far = pair
    page = os.urandom(4 << 20)
    writing = asyncio.create_task(device.write(page))
    got = bytearray()
    while len(got) < len(page):
        got += await asyncio.get_running_loop().sock_recv(far, 1 << 16)
    await writing
    assert got == page
    await device.close()


@in_loop
async def test_a_wait_that_is_given_up_loses_nothing(pair):
    device, far = pair
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await device.read()
    far.send(b"late")
    assert await device.read() == b"late"
    await device.close()


@in_loop
async def test_the_other_end_hangs_up(pair):
    device, far = pair
    far.close()
    with pytest.raises(TransportError, match="the device was hung up"):
        await device.read()
    with pytest.raises(TransportError, match="the device: "):
        await device.write(b"page")
    await device.close()


@in_loop
async def test_closed_it_ends_who_waits_and_takes_no_more(pair):
    device, _ = pair
    reading = asyncio.create_task(device.read())
    await asyncio.sleep(0)
    await device.close()
    await device.close()
    with pytest.raises(TransportError, match="was closed"):
        await reading
    with pytest.raises(TransportError, match="is closed"):
        await device.write(b"page")


def test_a_path_that_cannot_be_opened_is_told_in_words(tmp_path):
    with pytest.raises(TransportError, match=r"lp9: No such file"):
        open_fd(str(tmp_path / "lp9"), os.O_RDWR)
