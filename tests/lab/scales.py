"""Scales that tests plug into the guest. What lies on one is said in the unit of its language, by `put`."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from iot_agent.simulators.hid_scale import DESCRIPTOR
from iot_agent.simulators.toledo_8217 import Toledo8217

from .gadgets import Gadget, Model
from .guest import HOME, Guest

ARIVA = Model(0x0EB8, 0xF000, "Mettler Toledo", "Ariva-S")
ICS = Model(0x0EB8, 0x2200, "Mettler Toledo", "ICS425")
M10 = Model(0x0922, 0x8003, "DYMO", "M10 10 lb Digital Postal Scale")


class Scale(Protocol):
    """What every one of them can do."""

    identifier: str

    def plug(self, port: int = 0) -> None: ...

    def unplug(self) -> None: ...

    def put(self, weight: float) -> None: ...


class _Served(Gadget):
    """A simulator inside the guest is the scale behind its node."""

    def serve(self, language: str, folder: str) -> None:
        """Starts it, with nothing on it."""
        self._folder = folder
        self._guest.run(f"mkdir -p {folder}")
        self.put(0)
        self._guest.start("python3", f"{HOME}/lab/scale.py", self.node, folder, language, log=f"{folder}/log")
        self._guest.run(f"until [ -e {folder}/ready ]; do sleep 0.1; done")

    def put(self, weight: float) -> None:
        """What lies on it."""
        self._guest.run(f"echo {weight} >{self._folder}/new && mv {self._folder}/new {self._folder}/weight")


class SerialScale(_Served):
    """With a serial port of its own on USB; the agent sees /dev/ttyACM*. `index` counts those of this guest from 0."""

    def __init__(self, guest: Guest, language: str = "toledo_8217", model: Model = ARIVA, index: int = 0) -> None:
        serial = f"B{index + 1}"
        super().__init__(guest, "serial.sh", f"s{index}", serial, model)
        self.identifier = f"serial-{model.vendor:04x}-{model.product:04x}-{serial}"
        self.serve(language, f"/run/lab/s{index}")


class HidScale(_Served):
    """A human interface device; the agent sees /dev/hidraw*."""

    def __init__(self, guest: Guest, model: Model = M10, serial: str = "0079040003273") -> None:
        guest.write("/run/lab/descriptor", DESCRIPTOR)
        super().__init__(guest, "reports.sh", "h0", serial, model, "/run/lab/descriptor")
        self.identifier = f"hidraw-{model.vendor:04x}-{model.product:04x}-{serial}"
        self.serve("hid_scale", "/run/lab/h0")


class AdapterScale:
    """Behind QEMU's adapter, which is one of FTDI's; the agent sees /dev/ttyUSB*. The scale is on this machine."""

    def __init__(self, guest: Guest, folder: Path, serial: str = "FT0001") -> None:
        self._machine = guest.machine
        self._serial = serial
        self._scale = Toledo8217()
        self.identifier = f"serial-0403-6001-{serial}"
        path = str(folder / "adapter")
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(path)
            door.listen()
            address = {"type": "unix", "data": {"path": path}}
            backend = {"type": "socket", "data": {"addr": address, "server": False}}
            self._machine.execute("chardev-add", {"id": "adapter", "backend": backend})
            self._line = door.accept()[0]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def put(self, weight: float) -> None:
        """What lies on it."""
        self._scale.kg = weight

    def plug(self, port: int = 0) -> None:
        """Into a port of QEMU's own choice."""
        told = {"driver": "usb-serial", "id": "adapter", "bus": "xhci.0", "chardev": "adapter", "serial": self._serial}
        self._machine.execute("device_add", told)

    def unplug(self) -> None:
        """The cable is pulled."""
        self._machine.execute("device_del", {"id": "adapter"})

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while asked := self._line.recv(64):
                self._line.sendall(self._scale.receive(asked))

    def close(self) -> None:
        """It leaves no thread behind."""
        self._line.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._line.close()


@contextlib.contextmanager
def scales_of(guest: Guest, folder: Path) -> Iterator[Callable[[str], Scale]]:
    """Makes them, by what they are to the kernel, with the language where that has two."""
    with contextlib.ExitStack() as stack:
        makers: dict[str, Callable[[], Scale]] = {
            "acm toledo_8217": lambda: SerialScale(guest),
            "acm sics": lambda: SerialScale(guest, "sics", ICS, index=1),
            "ftdi": lambda: stack.enter_context(contextlib.closing(AdapterScale(guest, folder))),
            "hidraw": lambda: HidScale(guest),
        }
        yield lambda kind: makers[kind]()
