"""USB devices that the guest makes of itself, and plugs into itself."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from .guest import HOME, Guest


@dataclass(frozen=True)
class Model:
    """As its descriptors tell."""

    vendor: int
    product: int
    maker: str
    name: str


class Gadget:
    """Made by a script of tests/lab/inside; without a serial number if that is empty."""

    def __init__(self, guest: Guest, script: str, name: str, serial: str, model: Model, *more: str) -> None:
        self._guest = guest
        self._gadget = f"/sys/kernel/config/usb_gadget/{name}"
        words = (name, f"{model.vendor:#06x}", f"{model.product:#06x}", serial, model.maker, model.name, *more)
        self.node = guest.run(f"{HOME}/lab/{script} {shlex.join(words)}").strip()
        """Its far end, as the script prints it."""

    def plug(self, port: int = 0) -> None:
        """Into one of the four ports of the guest."""
        self._guest.run(f"echo dummy_udc.{port} >{self._gadget}/UDC")

    def unplug(self) -> None:
        """The cable is pulled."""
        self._guest.run(f"echo >{self._gadget}/UDC")
