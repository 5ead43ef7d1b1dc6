"""A footswitch of the kernel's uinput, inside the guest: pedal.py VENDOR PRODUCT NAME PORT ORDERS

It is plugged in while this runs. ORDERS is made as a pipe; each line are the codes of keys that go down together.
"""

import os
import sys

from evdev import UInput, ecodes

KEYS = range(ecodes.KEY_ESC, ecodes.KEY_COMPOSE)
"""Whatever it may be programmed to type."""

vendor, product, name, port, orders = sys.argv[1:]
ids = {"vendor": int(vendor, 16), "product": int(product, 16), "version": 0x111, "bustype": ecodes.BUS_USB}
with UInput({ecodes.EV_KEY: KEYS}, name=name, phys=port, **ids) as pedal:
    os.mkfifo(orders)
    with os.fdopen(os.open(orders, os.O_RDWR)) as lines:  # both ways: it does not end with who writes
        for line in lines:
            codes = [int(code) for code in line.split()]
            for down, turn in ((1, codes), (0, reversed(codes))):
                for code in turn:
                    pedal.write(ecodes.EV_KEY, code, down)
                    pedal.syn()
