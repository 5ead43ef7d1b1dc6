"""USB printers that tests plug into the guest."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from .gadgets import Gadget, Model
from .guest import HOME, Guest, until

T = TypeVar("T")

SOON = 3.0
"""Seconds within which Odoo is to list a printer that is plugged in."""
TRIES = 4
EPSON_ID = "MFG:EPSON;CMD:ESC/POS;MDL:{model};CLS:PRINTER;DES:EPSON {model};SN:{serial};"


@dataclass(frozen=True)
class Kind:
    """A model, as its descriptors tell."""

    vendor: int = 0x04B8
    product: int = 0x0202
    maker: str = "EPSON"
    model: str = "TM-U220"
    device_id: str = EPSON_ID


class UsbPrinter(Gadget):
    """One printer, without a serial number if that is empty; `index` counts those of this guest from 0, `name` is of this test alone."""

    def __init__(self, guest: Guest, index: int, serial: str, kind: Kind = Kind()) -> None:
        said = kind.device_id.format(model=kind.model, serial=serial)
        model = Model(kind.vendor, kind.product, kind.maker, kind.model)
        super().__init__(guest, "printer.sh", f"p{index}", serial, model, said)
        self._kind = kind
        self._serial = serial
        self._folder = f"/run/lab/p{index}"
        self.identifier = f"usb-{kind.vendor:04x}-{kind.product:04x}-{serial}"
        """What the agent calls it; without a serial number it has no name of its own."""
        guest.run(f"mkdir -p {self._folder} && : >{self._folder}/state")
        guest.start(
            "python3", f"{HOME}/lab/printer.py", f"/dev/g_printer{index}", self._folder, log=f"{self._folder}/log"
        )
        guest.run(f"until [ -e {self._folder}/ready ]; do sleep 0.1; done")

    def become(self, *words: str) -> None:
        """How the printer is: paper_out, cover_open, stuck; none: well."""
        self._guest.run(f"echo {' '.join(words)} >{self._folder}/new && mv {self._folder}/new {self._folder}/state")

    def received(self) -> bytes:
        """All bytes since it was made."""
        self._guest.run(f"touch {self._folder}/received")
        return self._guest.read(f"{self._folder}/received")

    @property
    def uri(self) -> str:
        """What the guest's CUPS calls it."""
        return f"usb://{self._kind.maker}/{quote(self._kind.model)}?serial={self._serial}"

    def listed(self) -> dict[str, str]:
        """What the agent says of it, once it is connected."""
        return until(lambda: self._well(self._guest.devices().get(self.identifier)))

    @staticmethod
    def _well(device: dict[str, str] | None) -> dict[str, str] | None:
        return device if device and device["health"] == "connected" else None


def listed_soon(make: Callable[..., UsbPrinter], listed: Callable[[str], T]) -> tuple[UsbPrinter, T]:
    """A printer just plugged in, and how it came to be listed: one of TRIES is SOON, for a machine with more to do is slower."""
    took = list[float]()
    for number in range(TRIES):
        made = make(number, f"J5ZF00000{number}")
        made.plug()
        since = time.monotonic()
        told = listed(made.identifier)
        took.append(time.monotonic() - since)
        if took[-1] <= SOON:
            return made, told
        made.unplug()
    raise AssertionError(f"listed after {took} s")
