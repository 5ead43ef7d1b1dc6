"""The driver of a scale is replaced while it streams and three printers print."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from iot_agent.drivers.scales import toledo_8217
from native.stack import Stack
from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_handlers import Handlers, server_with
from tests.support.e2e_listener import Listener
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_pages import Picture, page
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_till import new_key
from tests.support.e2e_wait import until

PRINTERS = ("one", "two", "three")
PAUSE = 1.0
"""Seconds for which the stream of weights may pause."""


@pytest.fixture(scope="module")
def handlers(tmp_path_factory: pytest.TempPathFactory) -> Handlers:
    return Handlers(tmp_path_factory.mktemp("addons"))


@pytest.fixture(scope="module")
def shop(stack: Stack, handlers: Handlers) -> Iterator[Shop]:
    """Instead of the one that the others share."""
    with server_with(handlers, stack, "hot") as made:
        yield made


@pytest.fixture
def simulators(folder: Path) -> Iterator[Simulators]:
    started = Simulators(folder / "simulators", "scale", *(f"printer:{name}" for name in PRINTERS)).start()
    yield started
    started.stop()


class Load:
    """Prints on every printer through Odoo, and moves the weight, until told to stop."""

    def __init__(self, shop: Shop, simulators: Simulators, printers: dict[str, int]) -> None:
        self.sent: dict[str, tuple[str, Picture]] = {}
        self._shop = shop
        self._simulators = simulators
        self._printers = printers
        self._over = threading.Event()
        self._lives = [threading.Thread(target=self._print), threading.Thread(target=self._weigh)]

    def __enter__(self) -> "Load":
        for life in self._lives:
            life.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for life in self._lives:
            life.join()

    def _print(self) -> None:
        number = 0
        while not self._over.is_set():
            for name, device in self._printers.items():
                number += 1
                picture, key = page(number), new_key()
                self.sent[key] = (name, picture)
                self._shop.perform(device, "print", picture.document(), key=key)

    def _weigh(self) -> None:
        grams = 1000
        while not self._over.wait(0.05):
            grams = grams + 5 if grams < 9000 else 1000
            self._simulators.weigh(grams / 1000)


def test_no_job_is_lost_and_the_stream_hardly_pauses(
    shop: Shop,
    new_box: NewBox,
    handlers: Handlers,
    simulators: Simulators,
    loop: BackgroundLoop,
    show: Callable[[str], None],
) -> None:
    """Proof 4 of issue 4."""
    box = new_box(simulators).start()
    box.wait_devices(4)
    number = shop.pair(box, 4)
    until(lambda: shop.box(box.identifier, "drivers_of")["drivers_of"], 60, "the box has the drivers of its database")
    handlers.install(shop)
    by_name = {device["identifier"]: device["id"] for device in shop.devices(number)}
    printers = {name: by_name[f"sim-{name}"] for name in PRINTERS}
    scale, pid, since = by_name["sim-scale"], box.pid, time.monotonic()
    assert shop.read("iot.device", [("id", "=", scale)], "quality")[0]["quality"] == "manual"

    with Listener(loop, shop.till(box, scale), "sim-scale") as listener, Load(shop, simulators, printers) as load:
        until(lambda: len(load.sent) > 9, 30, "the load runs")
        handlers.write("drivers/scales/toledo_8217.py", _confirmed())
        shop.call("iot.box", "update_drivers", [number])
        confirmed = [("id", "=", scale), ("quality", "=", "tested")]
        until(lambda: shop.read("iot.device", confirmed, "id"), 60, "another driver")
        after = len(load.sent)
        until(lambda: len(load.sent) > after + 9, 30, "the load runs on")

    weights = [at for at, event in listener.events if event["name"] == "weight"]
    pause = max(later - earlier for earlier, later in itertools.pairwise(weights))
    for key in load.sent:
        shop.wait_done(key, 60)
    show(f"{len(load.sent)} jobs, {len(weights)} weights, the longest pause {pause * 1000:.0f} ms")
    for name in PRINTERS:
        wanted = sorted(picture.sha256 for printer, picture in load.sent.values() if printer == name)
        assert sorted(simulators.prints(name)) == wanted, "each page once"
    assert pause < PAUSE
    assert (box.pid, box.running) == (pid, True)
    assert not box.began_after(since)


def _confirmed() -> str:
    """The driver of the scale with a difference that shows on its form."""
    source = Path(toledo_8217.__file__).read_text()
    return source.replace("    quality = Quality.MANUAL\n", "    quality = Quality.TESTED\n")
