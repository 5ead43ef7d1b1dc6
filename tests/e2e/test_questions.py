"""After an outage: what waited comes out when somebody says so, once, and for all who look."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.support.e2e_box import BoxProcess
from tests.support.e2e_pages import Picture, page
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import until
from tests.support.screens import Office

HOUR = 3600
LONG_AGO = "2020-01-01 00:00:00"
TOAST = ".o_iot_question"
BANNER = ".o_iot_question_banner"


def outage(shop: Shop, box: BoxProcess, printer: int, pictures: list[Picture]) -> list[str]:
    """The box was off for long, and somebody printed."""
    box.stop()
    until(lambda: not shop.is_online(box.identifier), 15, "Odoo notices that the box is away")
    keys = [shop.perform(printer, "print", picture.document(), deadline=HOUR) for picture in pictures]
    shop.call("iot.device", "write", [printer], {"away_since": LONG_AGO})
    box.start()
    box.wait_online()
    return keys


def test_printed_or_dropped_by_whoever_answers(
    shop: Shop, box: BoxProcess, printer: int, simulators: Simulators, office: Office, new_office: Callable[..., Office]
) -> None:
    """A7: one user answers in the notification, another sees the banner go; nothing came out before."""
    pictures = [page(300 + number) for number in range(3)]
    office.open_app()
    keys = outage(shop, box, printer, pictures)
    toast = office.page.locator(TOAST)
    expect(toast).to_contain_text("3 jobs are waiting")
    shop.new_user("asked", "iot.group_iot_user")
    other = new_office("asked")
    other.open_record("iot-devices", printer)
    expect(other.page.locator(BANNER)).to_contain_text("3 jobs are waiting")
    assert simulators.prints() == []
    toast.get_by_role("button", name="Print").click()
    for key in keys:
        shop.wait_done(key, 30)
    assert simulators.prints() == [picture.sha256 for picture in pictures]
    expect(other.page.locator(BANNER)).to_have_count(0)
    expect(other.page.locator(TOAST)).to_have_count(0)


def test_dropped_in_the_list(shop: Shop, box: BoxProcess, printer: int, simulators: Simulators, office: Office) -> None:
    """A7: what is dropped never comes out, and what is printed later does."""
    keys = outage(shop, box, printer, [page(310), page(311)])
    office.open_jobs()
    banner = office.page.locator(BANNER)
    expect(banner).to_contain_text("2 jobs are waiting")
    banner.get_by_role("button", name="Drop").click()
    expect(banner).to_have_count(0)
    office.sees(office.job_row(shop.job(keys[0])["id"]).locator("td[name=state]"), "Cancelled")
    after = shop.perform(printer, "print", page(312).document())
    shop.wait_done(after)
    assert simulators.prints() == [page(312).sha256]
