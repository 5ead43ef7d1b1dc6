"""The cameras, measuring tools and screens of `iot-agent simulate`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any, ClassVar

from ..host.facts import lan_addresses
from ..wire import is_apart
from . import http_camera, line, mitutoyo, rtsp, v4l2


class Sight:
    """What every camera can be told."""

    TROUBLES: ClassVar[tuple[str, ...]]
    machine: v4l2.V4l2 | http_camera.HttpCamera | rtsp.Rtsp

    def change(self, *, trouble: str) -> None:
        if trouble not in self.TROUBLES:
            raise ValueError(f"no such trouble: {trouble!r}")
        self.machine.trouble = trouble

    def state(self) -> dict[str, Any]:
        return {"trouble": self.machine.trouble, "troubles": self.TROUBLES, "pictures": self.machine.number}


class Camera(Sight):
    """`trouble` "", silent, cut or garbage."""

    kind, driver, bus = "camera", "v4l2", "v4l2"
    title, manufacturer = "Webcam", "Simulated"
    TROUBLES = ("", "silent", "cut", "garbage")

    def __init__(self, folder: Path, name: str) -> None:
        self.machine = machine = v4l2.V4l2()
        self.served = v4l2.Served(machine)
        self.address = str(folder / name)

    async def plug(self) -> None:
        await self.served.start(Path(self.address))

    async def unplug(self) -> None:
        await self.served.stop()


USER, PASSWORD = "admin", "s3cret"


class NetworkCamera(Sight):
    """At an address of this machine that may be typed, with a password; `trouble` "", cut, garbage or broken."""

    kind, driver, bus = "camera", "http_camera", "http"
    title, manufacturer = "Network Camera", "Simulated"
    TROUBLES: ClassVar[tuple[str, ...]] = ("", "cut", "garbage", "broken")
    path = "/snapshot.jpg"

    def __init__(self, _folder: Path, _name: str) -> None:
        self.served: http_camera.Served | rtsp.Served = self._build()
        self.machine = self.served.machine
        self.address = ""
        self._port = 0

    def _build(self) -> http_camera.Served | rtsp.Served:
        return http_camera.Served(http_camera.HttpCamera(password=PASSWORD))

    async def plug(self) -> None:
        host = next(filter(is_apart, lan_addresses()), "127.0.0.1")
        at = await self.served.start(self._port, host)
        self._port = int(at.rpartition(":")[2])
        self.address = f"{at.replace('://', f'://{USER}:{PASSWORD}@')}{self.path}"

    async def unplug(self) -> None:
        await self.served.stop()


class StreamingCamera(NetworkCamera):
    """The same by RTSP, with H.264; `trouble` "", silent, cut, garbage, nothing or foreign."""

    driver = bus = "rtsp"
    title = "Streaming Camera"
    TROUBLES = ("", "silent", "cut", "garbage", "nothing", "foreign")
    path = "/stream"

    def _build(self) -> rtsp.Served:
        return rtsp.Served(rtsp.Rtsp(password=PASSWORD, encoding="H264"))


class Gauge:
    """`value` is measured, and sent as if its button had been pressed · `off` true or false."""

    kind, driver, bus = "gauge", "mitutoyo", "serial"
    title, manufacturer = "Calliper", "Mitutoyo"

    def __init__(self, folder: Path, name: str) -> None:
        self.machine = mitutoyo.Mitutoyo()
        self.port = line.Served(self.machine, baud=0)
        self._link = folder / name
        self.address = str(self._link)

    async def plug(self) -> None:
        self.port.start(self._link)

    async def unplug(self) -> None:
        self.port.stop()

    def change(self, *, value: float | None = None, off: bool = False) -> None:
        self.machine.off = bool(off)
        if value is not None:
            self.machine.value = float(value)
            self.port.say(self.machine.press())

    def state(self) -> dict[str, Any]:
        return {"value": self.machine.value, "off": self.machine.off}


class Screen:
    """A screen without glass, which says what page it shows. The agent starts its browser, as that of a real one."""

    kind, driver, bus = "display", "screen", "hdmi"
    title, manufacturer = "Screen", "Simulated"

    def __init__(self, folder: Path, name: str) -> None:
        self.address = f"SIM-{name}"
        self._file = folder / name
        self._starter = folder / f"{name}.sh"
        self.browser = shlex.join([str(self._starter), "--headless"])
        """The agent's setting, whose length is limited; its last word keeps the agent from looking for a desktop."""

    async def plug(self) -> None:
        self._file.unlink(missing_ok=True)
        command = shlex.join([sys.executable, "-m", "iot_agent.simulators.screen", str(self._file)])
        self._starter.write_text(f"#!/bin/sh\nexec {command}\n")
        self._starter.chmod(0o700)

    async def unplug(self) -> None:
        """Nobody pulls its cable: it is the browser that comes and goes."""

    def change(self) -> None:
        """It has no buttons."""

    def state(self) -> dict[str, Any]:
        try:
            return {"url": self._file.read_text()}
        except FileNotFoundError:
            return {"url": ""}
