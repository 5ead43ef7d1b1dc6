"""The camera of the guest: the kernel's test driver vivid, whose picture moves and bears the time."""

from __future__ import annotations

from .guest import Guest

DRIVER = "/sys/bus/platform/drivers/vivid"
DEVICE = "vivid.0"


class Camera:
    """Plugged in from the beginning."""

    identifier = f"camera-{DEVICE}"
    """What the agent calls it."""

    def __init__(self, guest: Guest) -> None:
        self._guest = guest
        guest.run("modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0")

    def plug(self) -> None:
        """After it was pulled."""
        self._guest.run(f"echo {DEVICE} >{DRIVER}/bind")

    def unplug(self) -> None:
        """The cable is pulled."""
        self._guest.run(f"echo {DEVICE} >{DRIVER}/unbind")
