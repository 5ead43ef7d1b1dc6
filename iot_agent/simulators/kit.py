"""`iot-agent simulate`: simulated devices for an agent, told what to do over HTTP on the loopback interface.

GET /                       every device and its state (a browser gets a page to play with)
POST /<name>                change a device, see `change` of its class in devices.py
GET /<printer>/last.png     the last receipt; /<printer>/receipts lists all, /<printer>/receipts/<id>.png shows one
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from .control import serve
from .devices import KINDS, Simulated
from .own import Own
from .tools import Screen

DEFAULT = ("printer", "scale", "scanner")


def build(wanted: Sequence[str], folder: Path) -> dict[str, Simulated]:
    """Devices by name from "kind", "kind:name" or a file; ValueError for a kind there is none of, a name given twice or
    a file with no machine in it."""
    devices: dict[str, Simulated] = {}
    for item in wanted or DEFAULT:
        kind, _, name = item.partition(":")
        file = Path(item) if item.endswith(".py") else None
        name = file.stem if file else name or kind
        if not (file or kind in KINDS) or name in devices or not name.replace("-", "").replace("_", "").isalnum():
            raise ValueError(f"cannot simulate {item!r}; kinds: {', '.join(KINDS)}, each name once, or a file X.py")
        devices[name] = Own(file, folder / name) if file else KINDS[kind](folder, name)
    return devices


def settings(devices: Mapping[str, Simulated]) -> str:
    """The part of the agent's settings that points at them, to be put after what belongs to no table."""
    browsers = [device.browser for device in devices.values() if isinstance(device, Screen)]
    head = f"browser = {json.dumps(browsers[0])}\n\n" if browsers else ""
    return head + "".join(_row(name, device) for name, device in devices.items())


def _row(name: str, device: Simulated) -> str:
    values = {
        "identifier": f"sim-{name}",
        "bus": device.bus,
        "address": device.address,
        "name": device.title if name in KINDS or device.kind == Own.kind else f"{device.title} {name}",
        "manufacturer": device.manufacturer,
        "driver": device.driver,
    }
    return "[[device]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items()) + "\n"


def write_whole(path: Path, text: str) -> None:
    """A reader sees the old file or the new one, never half."""
    part = path.with_name(path.name + ".part")
    part.write_text(text)
    part.replace(path)


async def run(
    wanted: Sequence[str],
    *,
    folder: Path,
    settings_out: Path | None = None,
    control: int = 0,
    say: Callable[[str], None] = print,
) -> None:
    """Run the devices until cancelled. Each is told by one JSON line through `say`, then the control address is.

    ValueError says in words for the user what cannot be done as asked.
    """
    folder = short(folder)
    devices = build(wanted, folder)
    try:
        for device in devices.values():
            await device.plug()
        url, stop = await _control(devices, control)
        try:
            if settings_out is not None:
                write_whole(settings_out, settings(devices))
            for name, device in devices.items():
                say(json.dumps({"name": name, "kind": device.kind, "bus": device.bus, "address": device.address}))
            say(json.dumps({"control": url}))
            await asyncio.Event().wait()
        finally:
            await stop()
    finally:
        for device in devices.values():
            await device.unplug()


async def _control(devices: Mapping[str, Simulated], port: int) -> tuple[str, Callable[[], Awaitable[None]]]:
    try:
        return await serve(devices, port)
    except OSError as error:
        raise ValueError(f"port {port}: {os.strerror(error.errno or 0)}") from error


LONGEST_SOCKET = 100
"""Characters the path of a socket may have."""


def short(folder: Path) -> Path:
    """The folder, made if need be, under a name short enough for the sockets in it."""
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    if len(str(folder)) < LONGEST_SOCKET - 20:
        return folder
    near = Path(f"/tmp/iot-sim-{os.getpid()}")  # noqa: S108 - a link that only this process makes and names
    near.unlink(missing_ok=True)
    near.symlink_to(folder)
    return near
