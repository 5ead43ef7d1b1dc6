"""The settings on a printer's form, by the hands of people."""

from collections.abc import Callable

from iot_agent import wire
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import until
from tests.support.screens import Office


def test_a_user_finds_out_which_print_is_right(
    shop: Shop, printer: int, simulators: Simulators, new_office: Callable[..., Office]
) -> None:
    """E4: one strip, each way below its number; the number that the user saw sets the field."""
    shop.new_user("clerk", "base.group_user", "iot.group_iot_user")
    office = new_office("clerk")
    office.open_record("iot.device", printer)
    office.page.get_by_role("tab", name="Printing").click()
    office.page.get_by_role("button", name="Which print is right?").click()
    dialog = office.dialog("Which Print Is Right?")
    dialog.get_by_role("img").wait_for()
    until(simulators.receipts, 10, "the strip comes out")
    [strip] = simulators.receipts()
    assert [line for line in strip["text"] if line.isdigit()] == [str(n) for n in range(1, len(wire.IMAGES) + 1)]
    dialog.get_by_label("None", exact=True).check()
    dialog.get_by_text("speaks another language").wait_for()
    assert not dialog.get_by_role("button", name="Use This One").is_visible()
    dialog.get_by_label("3", exact=True).check()
    dialog.get_by_role("button", name="Use This One").click()
    dialog.wait_for(state="detached")
    office.page.get_by_text("Columns (ESC *)", exact=True).wait_for()
    assert shop.read("iot.device", [("id", "=", printer)], "image_mode")[0]["image_mode"] == wire.IMAGES[2]


def test_the_drawer_s_pin_is_set_where_there_is_a_drawer(
    printer: int, scale: int, simulators: Simulators, office: Office
) -> None:
    """E6: what stands on the form opens it from this browser, directly."""
    office.open_record("iot.device", printer)
    office.page.get_by_role("tab", name="Printing").click()
    office.page.get_by_label("Opens By").click()
    office.page.get_by_role("option", name="Pin 5").or_(office.page.get_by_role("menuitem", name="Pin 5")).click()
    office.page.get_by_label("Pulse (ms)").fill("250")
    office.save()
    with office.page.expect_request("**/api/perform") as asked:
        office.click_test("Open Cash Drawer")
    assert asked.value.post_data_json["params"].items() >= {"pin": 5, "pulse": 250}.items()
    assert office.outcome() == ("sent", "direct")
    assert simulators.drawer_kicks() == 1
    office.open_record("iot.device", scale)
    assert not office.page.get_by_label("Opens By").is_visible()
