"""The kernel's messages; a datagram socket stands for its voice."""

import asyncio
import contextlib
import socket

import pytest

from iot_agent.discovery import changed, hotplug
from tests.support.loop import in_loop

PLUGGED = b"add@/devices/usb1/1-1\0ACTION=add\0DEVPATH=/devices/usb1/1-1\0SUBSYSTEM=usb\0SEQNUM=4711\0"
PULLED = b"remove@/x\0ACTION=remove\0SUBSYSTEM=tty\0"
BY_UDEV = b"libudev\0\xfe\xed\xca\xfe(\0\0\0(\0\0\0\xe0\1\0\0ACTION=add\0SUBSYSTEM=input\0"
OTHER = b"change@/x\0ACTION=change\0SUBSYSTEM=usb\0"
DISK = b"add@/x\0ACTION=add\0SUBSYSTEM=block\0"


SCREEN = b"change@/devices/pci0000:00/drm/card0\0ACTION=change\0SUBSYSTEM=drm\0HOTPLUG=1\0"


@pytest.mark.parametrize("message", [PLUGGED, PULLED, BY_UDEV, SCREEN])
def test_what_concerns_us(message):
    assert hotplug.concerns(message)


@pytest.mark.parametrize("message", [OTHER, DISK, SCREEN.replace(b"=change", b"=add"), b"", b"\xff\0=\0"])
def test_what_does_not(message):
    assert not hotplug.concerns(message)


@pytest.fixture
def kernel(monkeypatch):
    monkeypatch.setattr(hotplug, "SETTLE", 0.02)
    voice, mouth = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    voice.setblocking(False)
    monkeypatch.setattr(hotplug, "_listen", lambda: voice)
    with voice, mouth:
        yield mouth


@in_loop
async def test_a_burst_is_one_change(kernel):
    async with contextlib.aclosing(changed()) as changes:
        for message in (DISK, PLUGGED, BY_UDEV, PULLED):
            kernel.send(message)
        await anext(changes)

        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await anext(changes)


@in_loop
async def test_each_plug_is_told(kernel):
    async with contextlib.aclosing(changed()) as changes:
        for _ in range(3):
            kernel.send(PLUGGED)
            await anext(changes)


@in_loop
async def test_where_the_kernel_may_not_be_heard_all_look_every_now_and_then(monkeypatch):
    def forbidden():
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(hotplug, "_listen", forbidden)
    monkeypatch.setattr(hotplug, "UNTOLD", 0.01)
    async with asyncio.timeout(10), contextlib.aclosing(changed()) as changes:
        await anext(changes)
        await anext(changes)


@in_loop
async def test_this_machines_kernel_can_be_listened_to():
    async with contextlib.aclosing(changed()) as changes:
        listening = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(0)
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening
