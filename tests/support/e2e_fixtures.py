"""Fixtures of the end-to-end and fault suites: one server, and everything else fresh for each test."""

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from native.odoo import Odoo
from native.paths import LOGS
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_scene import Scene, build, tear_down
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.screens import Chromium, Homepage, Office, Screen, photograph

NewBox = Callable[..., BoxProcess]
_numbers = itertools.count(1)
_report = pytest.StashKey[pytest.TestReport]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keeps how the test itself ended, so that fixtures know whether to take a picture."""
    report = yield
    if report.when == "call":
        item.stash[_report] = report
    return report


def _failed(node: pytest.Item) -> bool:
    report = node.stash.get(_report, None)
    return report is None or report.failed


@pytest.fixture(scope="session")
def shop(odoo: Odoo) -> Shop:
    """The database that the tests share."""
    return Shop(odoo.url, odoo.database or "", odoo.log)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where this test's programs keep their state and their logs."""
    return tmp_path


@pytest.fixture
def show(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Prints a figure for whoever runs the suite."""

    def show_line(text: str) -> None:
        with capsys.disabled():
            print(f"\n  {request.node.name}: {text}", end="", flush=True)

    return show_line


@pytest.fixture(scope="session")
def loop() -> Iterator[BackgroundLoop]:
    background = BackgroundLoop()
    yield background
    background.close()


@pytest.fixture(autouse=True)
def no_trouble(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that makes the server log an error fails, unless its `trouble` marker expects it."""
    marker = request.node.get_closest_marker("trouble")
    expected = re.compile(marker.args[0]) if marker else None
    if "shop" not in request.fixturenames:
        yield
        return
    shop: Shop = request.getfixturevalue("shop")
    with shop.no_trouble(lambda line: bool(expected and expected.search(line))):
        yield


@pytest.fixture
def simulators(folder: Path) -> Iterator[Simulators]:
    """A printer, a scale and a scanner."""
    started = Simulators(folder / "simulators").start()
    yield started
    started.stop()


@pytest.fixture
def new_box(shop: Shop, folder: Path) -> Iterator[NewBox]:
    """Makes boxes that nobody knows; at the end they are gone from Odoo as well."""
    made: list[BoxProcess] = []

    def make(simulators: Simulators | None = None, **settings: str | float | list[str]) -> BoxProcess:
        identifier = f"box-{next(_numbers)}"
        made.append(BoxProcess(folder / identifier, identifier, simulators, **settings))
        return made[-1]

    yield make
    for box in made:
        box.stop()
    for box in made:
        shop.delete_box(box.identifier)


@pytest.fixture
def free_box(new_box: NewBox, simulators: Simulators) -> BoxProcess:
    """A running box with the three devices, unpaired."""
    box = new_box(simulators).start()
    box.wait_devices(len(simulators.devices))
    return box


@pytest.fixture
def box(free_box: BoxProcess, shop: Shop, simulators: Simulators) -> BoxProcess:
    """A running box with the three devices, paired with the shop."""
    shop.pair(free_box, len(simulators.devices))
    return free_box


@pytest.fixture
def more_simulators(folder: Path) -> Iterator[Simulators]:
    """Devices of the same models as those of `simulators`."""
    started = Simulators(folder / "more-simulators").start()
    yield started
    started.stop()


@pytest.fixture
def second(new_box: NewBox, shop: Shop, more_simulators: Simulators) -> BoxProcess:
    """Another box of the shop, with these."""
    box = new_box(more_simulators).start()
    shop.pair(box, len(more_simulators.devices))
    return box


@pytest.fixture
def box_id(box: BoxProcess, shop: Shop) -> int:
    return shop.box_id(box.identifier)


@pytest.fixture
def printer(shop: Shop, box_id: int) -> int:
    return shop.device(box_id, "printer")


@pytest.fixture
def scale(shop: Shop, box_id: int) -> int:
    return shop.device(box_id, "scale")


@pytest.fixture
def scanner(shop: Shop, box_id: int) -> int:
    return shop.device(box_id, "scanner")


@pytest.fixture(scope="module")
def scene(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Boxes to attack."""
    built = build(shop, tmp_path_factory.mktemp("scene"))
    yield built
    tear_down(built)


@pytest.fixture
def harmless(scene: Scene) -> Iterator[None]:
    """Whatever the test sends: nothing is printed, no drawer opens, the box stays paired and does not restart."""
    before = scene.traces()
    yield
    uptime, *after = scene.traces()
    assert after == before[1:]
    assert uptime > before[0]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    with Chromium() as browser:
        yield browser


@pytest.fixture
def screens(request: pytest.FixtureRequest) -> Iterator[list[Screen]]:
    """What is open in this test: photographed when it fails, and closed; no console may have complained."""
    opened: list[Screen] = []
    yield opened
    for number, screen in enumerate(opened):
        if _failed(request.node):
            photograph(screen, LOGS / "screens", f"{request.node.name}-{number}")
        screen.forget()
        for page in screen.pages:
            page.close()
    for screen in opened:
        screen.check()


@pytest.fixture
def new_office(chromium: Chromium, shop: Shop, screens: list[Screen]) -> Callable[..., Office]:
    """Opens the web client for a user, who logs in once per run."""

    def make(login: str = "admin", **options: object) -> Office:
        context, fresh = chromium.context(f"{login} at {shop.url}", **options)
        office = Office(context, shop)
        screens.append(office)
        return office.log_in(login) if fresh else office

    return make


@pytest.fixture
def office(new_office: Callable[..., Office]) -> Office:
    """The administrator at the web client."""
    return new_office()


@pytest.fixture
def new_homepage(chromium: Chromium, screens: list[Screen]) -> Callable[..., Homepage]:
    """Opens the homepage of a box."""

    def make(box: BoxProcess, **options: object) -> Homepage:
        homepage = Homepage(chromium.context("homepage", **options)[0], box.url)
        screens.append(homepage)
        return homepage.open()

    return make
