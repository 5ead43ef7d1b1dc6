"""A paired box that the tests of one file share, with devices that nobody has settled anything for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.support.e2e_box import BoxProcess
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import PATIENCE, until

CHOSEN = re.compile(r"^driver = .*\n", re.MULTILINE)


@dataclass(frozen=True)
class SharedBox:
    """The box, and what is plugged into it."""

    shop: Shop
    process: BoxProcess
    simulators: Simulators
    number: int

    def device(self, name: str) -> int:
        """What Odoo calls a simulated device, of whatever kind it is at present."""
        [found] = self.shop.read("iot.device", [("box_id", "=", self.number), ("identifier", "=", f"sim-{name}")], "id")
        return int(found["id"])

    def becomes(self, device: int, **expected: Any) -> None:
        """Returns once Odoo says this of a device."""

        def says() -> bool:
            [seen] = self.shop.read("iot.device", [("id", "=", device)], *expected)
            return expected.items() <= seen.items()

        until(says, PATIENCE, f"device {device} is {expected}")


@contextmanager
def shared_box(shop: Shop, folder: Path, *devices: str) -> Iterator[SharedBox]:
    """Everything started and paired; no driver stands in its settings, so what is chosen in Odoo counts."""
    simulators = Simulators(folder / "simulators", *devices).start()
    found = SimpleNamespace(settings=CHOSEN.sub("", simulators.settings))
    box = BoxProcess(folder / "box", folder.name, found)  # type: ignore[arg-type]
    try:
        box.start()
        yield SharedBox(shop, box, simulators, shop.pair(box, len(devices)))
    finally:
        box.stop()
        shop.delete_box(box.identifier)
        simulators.stop()
