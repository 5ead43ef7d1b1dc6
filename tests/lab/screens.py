"""The screen at the guest's graphics card, which is QEMU's: its connector tells the EDID of what is plugged in."""

from __future__ import annotations

from .guest import BROWSER, HOME, Guest

CARD = "/sys/class/drm/card0"
CONNECTOR = f"{CARD}-Virtual-1"
EDID = "/sys/kernel/debug/dri/0/Virtual-1/edid_override"
SHOWN = "/run/lab/shown"


class Screen:
    """Plugged in from the beginning; the card is there from then on."""

    identifier = "screen-RHT-Virtual-1"
    """What the agent calls it, as long as the EDID is QEMU's own."""

    def __init__(self, guest: Guest) -> None:
        self._guest = guest
        guest.run(f"modprobe bochs; until [ -e {CONNECTOR} ]; do sleep 0.1; done")
        self._tell()

    def plug(self, edid: bytes = b"") -> None:
        """The cable is put in; with an EDID, it is another screen."""
        if edid:
            self._guest.write(EDID, edid)
        self._switch("on")

    def unplug(self) -> None:
        """The cable is pulled."""
        self._switch("off")

    def _switch(self, state: str) -> None:
        self._guest.run(f"echo {state} >{CONNECTOR}/status")
        self._tell()

    def _tell(self) -> None:
        """What a card says when its hot-plug pin moves; QEMU's has none."""
        self._guest.run(f"echo change >{CARD}/uevent")


def bring_browser(guest: Guest) -> None:
    """The command of the agent's setting, which is missing otherwise."""
    guest.run(f"ln -sf {HOME}/lab/browser.py {BROWSER}; : >{SHOWN}")


def shown(guest: Guest) -> list[str]:
    """The pages that its browser went to."""
    return guest.read(SHOWN).decode().split()
