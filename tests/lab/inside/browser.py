#!/usr/bin/python3
"""The browser of a screen, inside the guest, which has no room for Chromium: each page it goes to is a line of SHOWN.

Source: see transports/kiosk.py: orders come at file 3, answers go to file 4, and it ends when they are closed.
"""

import os
from pathlib import Path

from iot_agent.simulators.screen import Screen

SHOWN = Path("/run/lab/shown")
ORDERS, ANSWERS = 3, 4

machine = Screen()
while orders := os.read(ORDERS, 65536):
    answers = machine.receive(orders)
    with SHOWN.open("a") as shown:
        shown.writelines(f"{url}\n" for url in machine.visits)
    machine.visits.clear()
    os.write(ANSWERS, answers)
