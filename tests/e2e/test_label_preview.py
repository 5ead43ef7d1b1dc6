"""E10: a label is seen before it is printed, without a printer."""

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator

from tests.support.e2e_box import BoxProcess
from tests.support.e2e_shop import Shop
from tests.support.e2e_wait import until
from tests.support.screens import Office

LABEL = "^XA^CI28^PW400^LL200^FO20,20^A0N,40^FDShelf 4^FS^FO20,80^BY2^BCN,60,Y,N,N^FDSHELF4^FS^XYno^XZ"
REMARK = "The preview leaves out what these commands do: ^XY. The printer may know them."


@pytest.fixture
def report(shop: Shop) -> Iterator[int]:
    arch = f'<t t-name="iot_e2e.label"><t t-foreach="docs" t-as="doc">{LABEL}</t></t>'
    view = shop.call("ir.ui.view", "create", [
        {"type": "qweb", "name": "iot_e2e.label", "key": "iot_e2e.label", "arch": arch},
    ])  # fmt: skip
    made = shop.call("ir.actions.report", "create", [
        {"name": "Label", "model": "res.partner", "report_name": "iot_e2e.label", "report_type": "qweb-text"},
    ])  # fmt: skip
    yield made[0]
    shop.call("ir.actions.report", "unlink", made)
    shop.call("ir.ui.view", "unlink", view)


def test_a_label_that_waits_is_seen(shop: Shop, box: BoxProcess, printer: int, office: Office) -> None:
    box.stop()
    document = {"type": "document", "format": "raw", "data": base64.b64encode(LABEL.encode()).decode()}
    key = shop.perform(printer, "print", document)
    office.open_record("iot-jobs", shop.job(key)["id"])
    _is_shown(office.page.locator("[name=preview] img"))
    office.sees(office.page.locator("[name=preview_remark]"), REMARK)


def test_a_label_is_seen_while_its_report_is_made(shop: Shop, report: int, office: Office) -> None:
    office.open_record("ir.actions.report", report)
    office.page.get_by_role("button", name="Preview Label").click()
    dialog = office.dialog("Preview Label")
    _is_shown(dialog.locator("[name=picture] img"))
    office.sees(dialog.locator("[name=sentence]"), REMARK)


def _is_shown(picture: Locator) -> None:
    """In its own shape: 400 to 200 dots."""
    picture.wait_for()
    size = "picture => [picture.naturalWidth, picture.naturalHeight]"
    until(lambda: picture.evaluate(size) == [400, 200], 10, "the label is loaded")
