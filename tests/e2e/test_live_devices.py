"""Scale and scanner on their forms, live, on both paths."""

import contextlib
import itertools

import pytest
from playwright.sync_api import TimeoutError  # noqa: A004 - Playwright's own

from native.ports import free_port
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.screens import Office

CODES = itertools.count(4006381333000)


@pytest.fixture(params=["direct", "relay"])
def path(request: pytest.FixtureRequest) -> str:
    """The way the events take."""
    return str(request.param)


@pytest.fixture
def live_box(path: str, new_box: NewBox, shop: Shop, simulators: Simulators, office: Office) -> BoxProcess:
    """A paired box that a browser finds on the local network, or does not."""
    settings = {} if path == "direct" else {"advertise": [f"http://127.0.0.1:{free_port()}"]}
    office.expect_unreachable()
    box = new_box(simulators, **settings).start()
    box.wait_devices(3)
    shop.pair(box, 3)
    return box


def test_the_weight_is_seen_moving(
    path: str, live_box: BoxProcess, shop: Shop, simulators: Simulators, office: Office
) -> None:
    """A6, C4: Read Weight shows what lies on the scale, and how sure it is."""
    simulators.weigh(1.234)
    office.open_record("iot.device", shop.device(shop.box_id(live_box.identifier), "scale"))
    office.page.get_by_role("button", name="Read Weight").click()
    office.sees(".o_iot_weight", "1.234 kg")
    office.sees(".o_iot_balance", "Stable")
    simulators.weigh(2.5)
    office.sees(".o_iot_weight", "2.500 kg")
    simulators.weigh(0, moving=True)
    office.sees(".o_iot_balance", "Moving")
    assert office.page.locator(".o_iot_device_test .o_iot_path").get_attribute("data-path") == path


def test_a_scan_is_seen(path: str, live_box: BoxProcess, shop: Shop, simulators: Simulators, office: Office) -> None:
    """A6, C4: Test Scanner shows each code once, the last one first."""
    office.open_record("iot.device", shop.device(shop.box_id(live_box.identifier), "scanner"))
    office.page.get_by_role("button", name="Test Scanner").click()
    shown = office.page.locator(".o_iot_scans li span:first-child")
    first = _scan_until_shown(simulators, office)
    codes = [str(next(CODES)) for _ in range(3)]
    for code in codes:
        simulators.scan(code)
    office.sees_texts(shown, [*reversed(codes), first])
    assert office.page.locator(".o_iot_device_test .o_iot_path").get_attribute("data-path") == path


def _scan_until_shown(simulators: Simulators, office: Office) -> str:
    """Scans until somebody listens; the code that was seen first."""
    item = office.page.locator(".o_iot_scans li span:first-child").first
    for _ in range(60):
        simulators.scan(str(next(CODES)))
        with contextlib.suppress(TimeoutError):
            item.wait_for(timeout=500)
            return item.inner_text()
    raise AssertionError("no scan was shown")
