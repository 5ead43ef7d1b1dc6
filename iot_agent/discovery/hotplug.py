"""The kernel's word that a device came or went, so that looking for it need not wait for the next round.

Source: linux/netlink.h, NETLINK_KOBJECT_UEVENT; group 1 is the kernel's own voice, group 2 is udev's, who speaks
once the device's node and rights are set.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

NETLINK_KOBJECT_UEVENT = 15
KERNEL, UDEV = 1, 2
SUBSYSTEMS = frozenset({b"usb", b"usbmisc", b"tty", b"input", b"hidraw", b"video4linux"})
SCREENS = b"drm"
"""Whose events are changes: the connector stays, the screen at it comes and goes."""
UNTOLD = 3.0
"""Seconds between two looks where the kernel tells nothing."""
SETTLE = 0.3
"""Seconds of calm after which a burst of events is over."""


async def changed() -> AsyncIterator[None]:
    """Yields after devices came or went; where the kernel tells nothing, every now and then."""
    try:
        voice = _listen()
    except OSError:
        while True:
            await asyncio.sleep(UNTOLD)
            yield None
    with voice:
        while True:
            await _burst(voice)
            yield None


def _listen() -> socket.socket:
    voice = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT)
    try:
        voice.setblocking(False)
        voice.bind((0, KERNEL | UDEV))
    except OSError:
        voice.close()
        raise
    return voice


async def _burst(voice: socket.socket) -> None:
    """Return once something came or went and the bus is calm again."""
    while not await _tells(voice):
        pass
    try:
        while True:
            async with asyncio.timeout(SETTLE):
                await _tells(voice)
    except TimeoutError:
        return


async def _tells(voice: socket.socket) -> bool:
    """Whether the next message is about a device; one too many to keep up with may be."""
    try:
        return concerns(await asyncio.get_running_loop().sock_recv(voice, 16384))
    except OSError:
        return True


def concerns(message: bytes) -> bool:
    """Whether an event is a device of our kind coming or going."""
    fields = dict(line.partition(b"=")[::2] for line in message.split(b"\0") if b"=" in line)
    if fields.get(b"SUBSYSTEM") == SCREENS:
        return fields.get(b"ACTION") == b"change"
    return fields.get(b"ACTION") in (b"add", b"remove") and fields.get(b"SUBSYSTEM") in SUBSYSTEMS
