"""The size of a printer's labels, from its form to what comes out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_pages import Picture, page
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.screens import Office


@pytest.fixture
def labels(folder: Path) -> Iterator[Simulators]:
    started = Simulators(folder / "labels", "label").start()
    yield started
    started.stop()


@pytest.fixture
def label_printer(shop: Shop, new_box: NewBox, labels: Simulators) -> int:
    """The only device of a paired box."""
    box = new_box(labels).start()
    box.wait_devices(1)
    return shop.device(shop.pair(box, 1), "printer")


def test_a_label_has_the_size_and_the_turn_of_its_printers_form(
    shop: Shop, label_printer: int, labels: Simulators, office: Office
) -> None:
    """E5: 50 × 25 mm of 203 dots to the inch, turned clockwise; a picture that is too long is made small enough."""
    office.open_record("iot.device", label_printer)
    office.page.get_by_role("tab", name="Printing").click()
    office.page.get_by_label("Label Width (mm)").fill("50")
    office.page.get_by_label("Label Height (mm)").fill("25")
    office.page.get_by_label("Turn Labels").click()
    turn = "90° Clockwise"
    office.page.get_by_role("option", name=turn).or_(office.page.get_by_role("menuitem", name=turn)).click()
    office.save()

    small = _cut(page(5), 160, 48)
    for number, picture in enumerate((small, page(6, 1200)), 1):
        key = shop.perform(label_printer, "print", picture.document())
        assert shop.wait_done(key)["path"] == "relay"
        assert len(labels.receipts("label")) == number

    upright = Image.new("1", (200, 400))
    upright.paste(_image(small), (0, 0))
    first, second = labels.picture(1, "label"), labels.picture(2, "label")
    assert (first.width, first.height) == (second.width, second.height) == (400, 200)
    assert first.rows == upright.transpose(Image.Transpose.ROTATE_270).tobytes()
    assert _image(second).getbbox() == (0, 0, 400, 192), "576 × 1200 dots are made 192 × 400"


def _image(picture: Picture) -> Image.Image:
    return Image.frombytes("1", (picture.width, picture.height), picture.rows)


def _cut(picture: Picture, width: int, height: int) -> Picture:
    return Picture(width, height, _image(picture).crop((0, 0, width, height)).tobytes())
