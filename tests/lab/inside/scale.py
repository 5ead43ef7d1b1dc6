"""The scale behind a gadget's node, inside the guest: scale.py NODE FOLDER LANGUAGE

FOLDER/weight is what lies on it, in the unit of its language.
"""

import os
import select
import sys
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iot_agent.simulators.hid_scale import PERIOD, HidScale
from iot_agent.simulators.sics import Sics
from iot_agent.simulators.toledo_8217 import Toledo8217

LOOK = 0.05
MACHINES = {
    "toledo_8217": (Toledo8217(), "kg"),
    "sics": (Sics(), "grams"),
    "hid_scale": (HidScale(), "ounces"),
}


def serve(node: Path, folder: Path, language: str) -> None:
    """For ever; the kernel ends the node's opening at each unplugging."""
    machine, lies = MACHINES[language]
    (folder / "ready").touch()
    while True:
        try:
            with opened(node) as file:
                while True:
                    setattr(machine, lies, float((folder / "weight").read_text()))
                    turn(file, machine)
        except OSError:
            time.sleep(LOOK)


@contextmanager
def opened(node: Path) -> Iterator[int]:
    """The node, without the habits of a terminal."""
    file = os.open(node, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        if os.isatty(file):
            tty.setraw(file)
        yield file
    finally:
        os.close(file)


def turn(file: int, machine: HidScale | Sics | Toledo8217) -> None:
    """What it says by itself, and to what it is asked."""
    if isinstance(machine, HidScale) and select.select([], [file], [], PERIOD)[1]:
        os.write(file, machine.report())
    if not select.select([file], [], [], PERIOD)[0]:
        return
    asked = os.read(file, 64)
    if not asked:
        raise OSError("unplugged")
    if answer := machine.receive(asked):
        os.write(file, answer)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
