"""Cameras and measuring tools on their forms, live, on both paths."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from iot_agent.simulators.v4l2 import number_on
from native.ports import free_port
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import always, until
from tests.support.screens import Office

PICTURE = ".o_iot_picture img"


@pytest.fixture(params=["direct", "relay"])
def path(request: pytest.FixtureRequest) -> str:
    """The way that jobs and events take."""
    return str(request.param)


@pytest.fixture
def tools(folder: Path) -> Iterator[Simulators]:
    """A camera and a calliper."""
    tools = Simulators(folder / "tools", "camera", "gauge")
    yield tools.start()
    tools.stop()


@pytest.fixture
def box(path: str, new_box: NewBox, shop: Shop, tools: Simulators, office: Office) -> BoxProcess:
    """A paired box that a browser finds on the local network, or does not."""
    settings = {} if path == "direct" else {"advertise": [f"http://127.0.0.1:{free_port()}"]}
    office.expect_unreachable()
    box = new_box(tools, **settings).start()
    box.wait_devices(2)
    shop.pair(box, 2)
    return box


@pytest.fixture
def form(box: BoxProcess, shop: Shop, office: Office) -> Callable[[str], Office]:
    """Opens the form of the device of a kind."""

    def open_form(kind: str) -> Office:
        office.open_record("iot.device", shop.device(shop.box_id(box.identifier), kind))
        return office

    return open_form


def test_take_picture_shows_what_the_camera_sees(path: str, form: Callable[[str], Office], shop: Shop) -> None:
    """A6, J1: fresh each time; what went through Odoo does not lie in the job."""
    office = form("camera")
    numbers = []
    for _ in range(2):
        office.click_test("Take Picture")
        assert office.outcome() == ("done", path)
        numbers.append(shown(office))
    assert numbers[1] > numbers[0]
    jobs = until(lambda: taken(shop), 10, "the jobs are in Odoo")
    assert all(set(job["value"]) == {"width", "height"} for job in jobs)


def test_the_preview_moves_and_ends_with_the_form(form: Callable[[str], Office], tools: Simulators) -> None:
    """A6: one picture after another while somebody looks, and none after."""
    office = form("camera")
    office.page.get_by_role("button", name="Live Preview").click()
    office.page.locator(PICTURE).wait_for()
    first = shown(office)
    until(lambda: shown(office) > first + 1, 10, "the preview moves")
    office.open_app()
    count = tools.state("camera")["pictures"]
    always(lambda: tools.state("camera")["pictures"] - count <= 1, 2.5, "at most what was asked for before")


def test_a_camera_that_says_nothing_is_told_in_words(form: Callable[[str], Office], tools: Simulators) -> None:
    """A6: a picture that cannot be read is a fault of the camera, and the form says so."""
    tools.tell("camera", trouble="garbage")
    office = form("camera")
    office.click_test("Take Picture")
    assert office.outcome()[0] == "failed"
    office.sees(".o_iot_sentence", "The device reports a fault. Turn it off and on again.")


def test_the_button_of_the_tool_is_seen(path: str, form: Callable[[str], Office], tools: Simulators) -> None:
    """A6, I1: the value with its time, live; and asked for."""
    office = form("gauge")
    office.page.get_by_role("button", name="Test Measuring Tool").click()
    value = office.page.locator(".o_iot_measures li span:first-child").first

    def pressed() -> bool:
        tools.tell("gauge", value=12.345)
        office.page.wait_for_timeout(300)
        return value.is_visible()

    until(pressed, 15, "a value is shown")
    office.sees(value, "12.345")
    office.page.get_by_role("button", name="Stop").click()
    tools.tell("gauge", value=-7.5)
    office.page.get_by_role("button", name="Measure", exact=True).click()
    office.sees(value, "-7.5")
    assert office.outcome() == ("done", path)


def shown(office: Office) -> int:
    """The number of the picture on the form."""
    source = office.page.locator(PICTURE).get_attribute("src") or ""
    return number_on(base64.b64decode(source.partition(",")[2]))


def taken(shop: Shop) -> list[dict]:
    """The jobs of pictures, once both have ended in Odoo."""
    jobs = shop.read("iot.job", [("action", "=", "picture"), ("state", "=", "done")], "value")
    return jobs if len(jobs) >= 2 else []
