"""Drivers that come from Odoo: to a box that runs, without a restart, and back where they do no good."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from native.stack import Stack
from tests.support import tutorial
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_handlers import Handlers, server_with
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import until
from tests.support.screens import Office

SIMULATED = ("sim-printer", "sim-scale", "sim-scanner")
METER = "sim-hygro"
UPDATE = 40.0
"""Seconds on a busy machine: a process starts, and imports every driver."""


@pytest.fixture(scope="module")
def handlers(tmp_path_factory: pytest.TempPathFactory) -> Handlers:
    return Handlers(tmp_path_factory.mktemp("addons"))


@pytest.fixture(autouse=True)
def as_it_came(handlers: Handlers) -> Iterator[None]:
    """What a test changes in the addon is undone."""
    yield
    handlers.restore()


@pytest.fixture(scope="module")
def shop(stack: Stack, handlers: Handlers) -> Iterator[Shop]:
    """Instead of the one that the others share."""
    with server_with(handlers, stack, "drivers") as made:
        yield made


@pytest.fixture
def simulators(folder: Path, handlers: Handlers) -> Iterator[Simulators]:
    """A printer, a scale, a scanner, and a moisture meter that nobody knows."""
    known = ("printer", "scale", "scanner")
    started = Simulators(folder / "simulators", *known, str(handlers.folder / handlers.MACHINE)).start()
    yield started
    started.stop()


@pytest.fixture
def box(new_box: NewBox, simulators: Simulators, shop: Shop) -> BoxProcess:
    """A box with these devices, and the drivers of its database."""
    made = new_box(simulators).start()
    _serves(made, *SIMULATED)
    shop.pair(made, 3)
    _has(made, shop, "")
    return made


def _serves(box: BoxProcess, *devices: str) -> None:
    """These devices are open and answer, whatever others do."""
    box.says(
        lambda status: {one["identifier"] for one in status["devices"] if one["health"] == "connected"} >= {*devices},
        UPDATE,
        f"{devices} connected",
    )


def _has(box: BoxProcess, shop: Shop, code: str, after: str = "") -> str:
    """The box said that it has drivers of this database, later ones than those of `after`; and why not others."""

    def said() -> str:
        [found] = shop.read("iot.box", [("identifier", "=", box.identifier)], "drivers_of", "drivers_code")
        return str(found["drivers_of"] or "") if (found["drivers_code"] or "") == code else ""

    return until(lambda: (found := said()) > after and found, UPDATE, f"drivers after {after!r}, and {code!r}")


def test_a_device_that_nobody_knew_is_served_without_a_restart(
    box: BoxProcess, shop: Shop, handlers: Handlers, office: Office, simulators: Simulators
) -> None:
    """Q1, X1: an addon is installed, a button is pressed, and the device is there; so is a change in it."""
    number, before, pid = shop.box_id(box.identifier), _has(box, shop, ""), box.pid
    handlers.install(shop)
    office.open_record("iot.box", number)
    office.click("Force Drivers Update")
    office.sees_toast("updates its drivers")
    _serves(box, *SIMULATED, METER)
    first = _has(box, shop, "", before)
    _shows(office, shop, simulators, "14.2 %", moisture=14.2)

    handlers.write("codecs/hygro.py", tutorial.files()["iot_handlers/codecs/hygro.py"].replace('"%"', '"% of wood"'))
    office.open_record("iot.box", number)
    office.click("Force Drivers Update")
    _has(box, shop, "", first)
    _serves(box, *SIMULATED, METER)
    _shows(office, shop, simulators, "9.6 % of wood", moisture=9.6)
    assert (box.pid, box.running) == (pid, True)


def _shows(office: Office, shop: Shop, simulators: Simulators, value: str, **pressed: float) -> None:
    """The form of the meter, once its button was pressed; the first time before anybody listens is lost."""
    [meter] = until(lambda: shop.read("iot.device", [("identifier", "=", METER)], "id"), 10, "the meter is in Odoo")
    office.expect_unreachable()  # a busy box may be late, and then its values come through Odoo
    office.open_record("iot.device", meter["id"])
    office.click("Test Measuring Tool")
    shown = office.page.locator(".o_iot_measures li span:first-child")

    def seen() -> bool:
        simulators.tell("hygro", **pressed)
        return value in shown.all_inner_texts()

    until(seen, UPDATE, f"{value} is shown")


def test_a_driver_that_does_not_load_is_not_taken_and_the_form_says_why(
    box: BoxProcess, shop: Shop, handlers: Handlers, office: Office, simulators: Simulators
) -> None:
    """Q1: the old drivers serve on, over a restart too."""
    number, before = shop.box_id(box.identifier), _has(box, shop, "")
    handlers.write("drivers/scales/broken.py", "def")
    handlers.install(shop)
    office.open_record("iot.box", number)
    office.click("Force Drivers Update")
    assert _has(box, shop, "drivers_broken") == before
    office.open_record("iot.box", number)
    office.sees(
        ".alert [name=drivers_note]",
        "The drivers cannot be loaded on the IoT system, so it went on with those it had. Update the IoT system, or "
        "tell whoever wrote the driver. (drivers/scales/broken.py: SyntaxError: invalid syntax)",
    )
    shop.wait_job(shop.perform(shop.device(number, "printer"), "drawer"))
    box.restart()
    box.wait_online()
    assert _has(box, shop, "drivers_broken") == before
    handlers.remove("drivers/scales/broken.py")
    shop.call("iot.box", "update_drivers", [number])
    _has(box, shop, "")


def test_a_device_that_does_not_come_back_brings_the_old_driver_back(
    box: BoxProcess, shop: Shop, handlers: Handlers, simulators: Simulators
) -> None:
    """Q1: the new driver of the scale waits for what no scale says."""
    number, before = shop.box_id(box.identifier), _has(box, shop, "")
    handlers.write("codecs/toledo_8217.py", _codec().replace('ASK = b"W"', 'ASK = b"never"'))
    handlers.install(shop)
    shop.call("iot.box", "update_drivers", [number])
    assert _has(box, shop, "drivers_no_device") == before
    assert "sim-scale" in shop.box(box.identifier, "drivers_note")["drivers_note"]
    _serves(box, *SIMULATED)


def _codec() -> str:
    from iot_agent.codecs import toledo_8217

    return Path(toledo_8217.__file__).read_text()


def test_nothing_comes_where_the_switch_is_off(
    new_box: NewBox, simulators: Simulators, shop: Shop, handlers: Handlers
) -> None:
    """Q1: Automatic drivers update is unticked, and the box starts."""
    box = new_box(simulators).start()
    shop.pair(box)
    before = _has(box, shop, "")
    number = shop.box_id(box.identifier)
    shop.call("iot.box", "write", [number], {"automatic_drivers_update": False})
    handlers.write("codecs/more.py", "MORE = 1")
    handlers.install(shop)
    box.restart()
    box.wait_online()
    assert _has(box, shop, "") == before
    shop.call("iot.box", "update_drivers", [number])
    _has(box, shop, "", before)
