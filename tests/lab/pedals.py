"""Footswitches that tests plug into the guest, made by the kernel's uinput: like real ones, they bear no serial number."""

from __future__ import annotations

from .guest import HOME, Guest
from .keyboards import FOOTSWITCH, Model

CTRL, A, B, C = 29, 30, 48, 46
"""Codes of keys in Linux."""
PORT, OTHER_PORT = "usb-0000:01:00.0-2/input0", "usb-0000:01:00.0-3/input0"
"""As the kernel calls them."""


class Pedal:
    """One of them; `index` counts those of this guest from 0, `port` is where it is plugged in."""

    def __init__(self, guest: Guest, index: int = 0, port: str = PORT, model: Model = FOOTSWITCH):
        self._guest = guest
        self._words = (f"{model.vendor:04x}", f"{model.product:04x}", f"{model.maker} {model.name} Keyboard", port)
        self._orders = f"/run/lab/pedal{index}"
        self._process = 0
        place = port.replace(":", "_").replace("/", "_")
        self.identifier = f"hid-{model.vendor:04x}-{model.product:04x}-port{place}"
        """What the agent calls it."""

    def plug(self) -> None:
        """Returns once it can be pressed."""
        script = f"{HOME}/lab/pedal.py"
        self._process = self._guest.start("python3", script, *self._words, self._orders, log="/run/lab/pedal.log")
        self._guest.run(f"until [ -p {self._orders} ]; do kill -0 {self._process} || exit 1; sleep 0.1; done")

    def unplug(self) -> None:
        """The cable is pulled."""
        self._guest.run(f"kill -KILL {self._process}; rm {self._orders}")

    def press(self, *codes: int) -> None:
        """And let go: one key, or several together."""
        self._guest.run(f"echo {' '.join(map(str, codes))} >{self._orders}")
