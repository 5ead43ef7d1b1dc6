"""A camera whose address is typed in Odoo, from the keyboard to its picture."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from iot_agent.host.facts import lan_addresses
from iot_agent.simulators.v4l2 import number_on
from iot_agent.wire import is_apart
from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_typed import Typing
from tests.support.e2e_wait import until
from tests.support.screens import Office

pytestmark = pytest.mark.skipif(
    not any(map(is_apart, lan_addresses())), reason="this machine has no address of a local network"
)


@pytest.fixture
def cameras(folder: Path) -> Iterator[Simulators]:
    """Cameras of the network with a password: one has pictures, one streams."""
    cameras = Simulators(folder / "cameras", "netcam", "rtspcam")
    yield cameras.start()
    cameras.stop()


def test_a_typed_address_is_a_camera_until_it_is_deleted(
    shop: Shop, new_box: NewBox, cameras: Simulators, office: Office
) -> None:
    """J1: typed on the form of the box, listed, a picture taken, no password shown, and gone with its row."""
    box = new_box().start()
    number = shop.pair(box)
    typing = Typing(office, shop, number, "Add Network Camera")
    typing.refuses("http://admin:s3cret@127.0.0.1/snapshot.jpg", "This cannot be the address of a camera")
    typing.takes(cameras.address("netcam"), "Door")

    (found,) = until(lambda: typing.connected("Door"), 10, "the camera is in Odoo")
    office.open_record("iot.device", found["id"])
    office.click_test("Take Picture")
    assert office.outcome()[0] == "done"
    assert number_on(shown(office)) == 1

    (row,) = shop.read("iot.network.camera", [("box_id", "=", number)], "taken", "address")
    assert row["taken"]
    assert "://***@" in row["address"]
    told = box.log.read_text() + (box.state / "typed.json").read_text()
    assert told.count("s3cret") == 1, "it is kept, and not logged"
    shop.call("iot.network.camera", "unlink", [row["id"]])
    until(lambda: not typing.connected("Door"), 10, "the camera is gone")


def test_a_typed_stream_gives_a_fresh_picture_a_preview_and_sentences_for_what_is_wrong(
    shop: Shop, new_box: NewBox, cameras: Simulators, office: Office
) -> None:
    """J1: rtsp:// on the form of the box; what is wrong at the camera is told in words, and its password to nobody."""
    box = new_box().start()
    number = shop.pair(box)
    typing = Typing(office, shop, number, "Add Network Camera")
    typing.takes(cameras.address("rtspcam"), "Yard")

    (found,) = until(lambda: typing.connected("Yard"), 10, "the camera is in Odoo")
    office.open_record("iot.device", found["id"])
    before = cameras.state("rtspcam")["pictures"]
    office.click_test("Take Picture")
    assert office.outcome()[0] == "done"
    assert number_on(shown(office)) > before

    first = shown(office)
    office.page.get_by_role("button", name="Live Preview").click()
    until(lambda: shown(office) != first, 30, "the preview shows another picture")
    office.page.get_by_role("button", name="Stop", exact=True).click()

    cameras.tell("rtspcam", trouble="nothing")
    office.click_test("Take Picture")
    assert office.outcome()[0] == "failed"
    expect(office.page.locator(".o_iot_outcome")).to_contain_text("nothing at the path of its address")
    assert box.log.read_text().count("s3cret") == 0


def shown(office: Office) -> bytes:
    """The picture of the form."""
    source = office.page.locator(".o_iot_picture img").get_attribute("src") or ""
    return base64.b64decode(source.partition(",")[2])
