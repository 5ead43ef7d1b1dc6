"""An addon that brings drivers, on a server of its own, changed by the test while it is installed."""

import asyncio
import os
import shutil
import tty
from pathlib import Path

from iot_agent.bundle.edition import Edition
from native.paths import PROJECT
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_shop import Shop

ADDON = PROJECT / "tests" / "addons" / "iot_example"


class Handlers:
    """A copy of the example addon in a folder of addons."""

    def __init__(self, addons: Path) -> None:
        self.addons = addons
        self.folder = addons / ADDON.name / "iot_handlers"
        self.restore()

    def restore(self) -> None:
        """As the project has it."""
        shutil.rmtree(self.folder.parent, ignore_errors=True)
        shutil.copytree(ADDON, self.folder.parent, ignore=shutil.ignore_patterns("__pycache__"))

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()

    def install(self, shop: Shop) -> None:
        """Unless it is installed."""
        shop.call("ir.module.module", "update_list")
        [module] = shop.read("ir.module.module", [("name", "=", ADDON.name)], "state")
        if module["state"] != "installed":
            shop.call("ir.module.module", "button_immediate_install", [module["id"]])


class Seesaw:
    """The scale of the example addon, on a pseudo terminal."""

    def __init__(self, loop: BackgroundLoop) -> None:
        self.machine = Edition(ADDON / "iot_handlers").module(Path("simulators/seesaw.py")).Seesaw(1.5)
        self._loop = loop
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.settings = (
            f'[[device]]\nidentifier = "seesaw"\nbus = "serial"\naddress = "{os.ttyname(self._slave)}"\n'
            'name = "Seesaw 3000"\n'
        )
        loop.run(self._start())

    async def _start(self) -> None:
        asyncio.get_running_loop().add_reader(self._master, self._answer)

    async def _stop(self) -> None:
        asyncio.get_running_loop().remove_reader(self._master)

    def _answer(self) -> None:
        os.write(self._master, self.machine.receive(os.read(self._master, 64)))

    def close(self) -> None:
        self._loop.run(self._stop())
        os.close(self._master)
        os.close(self._slave)
