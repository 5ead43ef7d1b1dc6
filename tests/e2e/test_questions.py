"""After an outage: what waited comes out when somebody says so, once, and for all who look."""

import sqlite3
from collections.abc import Callable

from playwright.sync_api import expect

from tests.support.e2e_box import BoxProcess
from tests.support.e2e_pages import Picture, page
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_till import new_key
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


def age(box: BoxProcess) -> None:
    """What the box had taken by now, it took long ago."""
    journal = sqlite3.connect(box.state / "journal.sqlite")
    journal.execute("UPDATE job SET accepted = accepted - ?", (HOUR,))
    journal.commit()
    journal.close()


def test_what_a_box_had_taken_before_a_power_cut(
    shop: Shop, box: BoxProcess, printer: int, simulators: Simulators, office: Office
) -> None:
    """A7: jobs on the box, from Odoo and from a till, are asked about together with what waits in Odoo."""
    pictures = [page(320 + number) for number in range(4)]
    office.open_app()
    simulators.printer(mode="hung")
    queued = [shop.perform(printer, "print", picture.document(), deadline=HOUR) for picture in pictures[:2]]
    direct = new_key()
    device = shop.read("iot.device", [("id", "=", printer)], "identifier")[0]["identifier"]
    shop.till(box, printer).perform(device, "print", pictures[2].document(), key=direct, wait=0)
    for key in queued:
        until(lambda key=key: box_has(box, key), 10, "the box has the job")
    box.kill()
    age(box)
    simulators.printer(mode="normal")
    until(lambda: not shop.is_online(box.identifier), 15, "Odoo notices that the box is away")
    later = shop.perform(printer, "print", pictures[3].document(), deadline=HOUR)
    shop.call("iot.device", "write", [printer], {"away_since": LONG_AGO})
    box.start()
    box.wait_online()
    toast = office.page.locator(TOAST)
    expect(toast).to_contain_text("4 jobs are waiting")
    assert simulators.prints() == []
    toast.get_by_role("button", name="Print").click()
    for key in (*queued, direct, later):
        shop.wait_done(key, 40)
    assert sorted(simulators.prints()) == sorted(picture.sha256 for picture in pictures), "each of them once"
    expect(toast).to_have_count(0)


def box_has(box: BoxProcess, key: str) -> bool:
    """Whether the job is on the disk of the box."""
    journal = sqlite3.connect(f"file:{box.state / 'journal.sqlite'}?mode=ro", uri=True)
    found = journal.execute("SELECT 1 FROM job WHERE key = ?", (key,)).fetchone()
    journal.close()
    return found is not None
