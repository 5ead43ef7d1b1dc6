"""Where the desktop of this machine puts a screen, and how it turns it: wlr-randr under Wayland, xrandr under X.

The kernel calls a connector HDMI-A-1; the X server calls it HDMI-1.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Mapping

from ..errors import MissingLibrary, TransportError

PATIENCE = 3.0
_PLACED = re.compile(r"^(\S+) connected (?:primary )?\d+x\d+\+(\d+)\+(\d+)", re.MULTILINE)
X_TURNS: Mapping[int, str] = {0: "normal", 90: "right", 180: "inverted", 270: "left"}
WAYLAND_TURNS: Mapping[int, str] = {0: "normal", 90: "270", 180: "180", 270: "90"}
"""Clockwise degrees as wl_output.transform counts them, which is the other way round."""


def session(environ: Mapping[str, str] = os.environ) -> str:
    """What draws windows here: "wayland", "x11", or "" where nobody is logged in at a desktop."""
    if environ.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "x11" if environ.get("DISPLAY") else ""


async def place(connector: str) -> tuple[int, int]:
    """Where the screen begins on the desktop; the left upper corner where nobody says."""
    if not os.environ.get("DISPLAY"):
        return (0, 0)
    try:
        return placed(connector, await _run("xrandr", "--query"))
    except (MissingLibrary, TransportError):
        return (0, 0)


def placed(connector: str, listing: str) -> tuple[int, int]:
    """Where xrandr's listing puts it."""
    places = {name: (int(x), int(y)) for name, x, y in _PLACED.findall(listing)}
    return places.get(connector) or places.get(in_x(connector)) or (0, 0)


async def turn(connector: str, degrees: int) -> None:
    """Turn the picture clockwise; MissingLibrary names the program that is missing for it."""
    if session() == "wayland":
        await _run("wlr-randr", "--output", connector, "--transform", WAYLAND_TURNS[degrees])
    elif session() == "x11":
        await _run("xrandr", "--output", in_x(connector), "--rotate", X_TURNS[degrees])


def in_x(connector: str) -> str:
    return connector.replace("HDMI-A-", "HDMI-")


async def _run(program: str, *words: str) -> str:
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        child = await asyncio.create_subprocess_exec(program, *words, stdin=nothing, stdout=pipe, stderr=nothing)
    except FileNotFoundError:
        raise MissingLibrary(f"apt install {'x11-xserver-utils' if program == 'xrandr' else program}") from None
    try:
        async with asyncio.timeout(PATIENCE):
            said, _ = await child.communicate()
    except TimeoutError:
        child.kill()
        await child.wait()
        raise TransportError(f"{program} does not end") from None
    if child.returncode:
        raise TransportError(f"{program} refused")
    return said.decode(errors="replace")
