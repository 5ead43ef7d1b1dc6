"""The addon of CONTRIBUTING.md, on a server of its own, changed by the test while it is installed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from native.stack import Stack
from tests.support import tutorial
from tests.support.e2e_shop import Shop


class Handlers:
    """It stands in a folder of addons."""

    MACHINE = "simulators/hygro.py"
    """The device that its driver speaks to."""

    def __init__(self, addons: Path) -> None:
        self.addons = addons
        self.folder = addons / tutorial.ADDON / "iot_handlers"
        self.restore()

    def restore(self) -> None:
        """As the text has it."""
        shutil.rmtree(self.folder.parent, ignore_errors=True)
        tutorial.write(self.addons)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()

    def install(self, shop: Shop) -> None:
        """Unless it is installed."""
        shop.call("ir.module.module", "update_list")
        [module] = shop.read("ir.module.module", [("name", "=", tutorial.ADDON)], "state")
        if module["state"] != "installed":
            shop.call("ir.module.module", "button_immediate_install", [module["id"]])


@contextmanager
def server_with(handlers: Handlers, stack: Stack, database: str) -> Iterator[Shop]:
    """A server that has the addon on its path, and a database of its own, in which it is not installed yet."""
    with stack.odoo(database, extra_addons=(handlers.addons,)) as odoo:
        yield Shop(odoo.url, odoo.database or "", odoo.log)
