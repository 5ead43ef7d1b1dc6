"""The list of jobs: what was wished, how it ended, and what can still be done about it."""

from tests.support.e2e_box import BoxProcess
from tests.support.e2e_pages import page
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import until
from tests.support.screens import Office


def test_the_list_shows_live_how_jobs_end(
    shop: Shop, box: BoxProcess, printer: int, simulators: Simulators, office: Office
) -> None:
    """A7: a job that waits for its box is seen waiting, and then done, without a reload."""
    box.stop()
    key = shop.perform(printer, "print", page(1).document())
    office.open_jobs()
    state = office.job_row(shop.job(key)["id"]).locator("td[name=state]")
    office.sees(state, "Queued")
    box.start()
    office.sees(state, "Done", 20)


def test_a_waiting_job_is_cancelled(
    shop: Shop, box: BoxProcess, printer: int, simulators: Simulators, office: Office
) -> None:
    """A7: what nobody wants any more does not come out when the box is back."""
    box.stop()
    keys = [shop.perform(printer, "print", page(number).document()) for number in (1, 2)]
    office.open_jobs()
    row = office.job_row(shop.job(keys[0])["id"])
    row.get_by_role("button", name="Cancel").click()
    office.sees(row.locator("td[name=state]"), "Cancelled")
    box.start()
    shop.wait_done(keys[1])
    assert simulators.prints() == [page(2).sha256]
    assert shop.job(keys[0])["state"] == "cancelled"


def test_a_done_job_is_printed_again(shop: Shop, printer: int, simulators: Simulators, office: Office) -> None:
    """A7: Repeat makes a new job of the same page."""
    picture = page(3)
    key = shop.perform(printer, "print", picture.document())
    shop.wait_done(key)
    office.open_jobs()
    office.job_row(shop.job(key)["id"]).get_by_role("button", name="Repeat").click()
    until(lambda: simulators.prints() == [picture.sha256, picture.sha256], 15, "the page comes out again")


def test_a_direct_print_has_its_picture_and_is_printed_again(
    shop: Shop, printer: int, simulators: Simulators, office: Office
) -> None:
    """A7: Odoo keeps what a browser printed without it."""
    office.open_record("iot.device", printer)
    office.click_test("Print Test Page")
    assert office.outcome() == ("done", "direct")
    kept = [("device_id", "=", printer), ("path", "=", "direct"), ("document_digest", "!=", False)]
    [job] = until(lambda: shop.read("iot.job", kept, "id"), 15, "Odoo has the page")
    [printed] = simulators.prints()

    office.open_record("iot.job", job["id"])
    shown = office.page.locator("[name=preview] img")
    shown.wait_for()
    assert shown.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 100

    office.open_jobs()
    office.job_row(job["id"]).get_by_role("button", name="Repeat").click()
    until(lambda: simulators.prints() == [printed, printed], 15, "the page comes out again")


def test_a_job_nobody_fetched_expires_with_a_reason(shop: Shop, box: BoxProcess, printer: int) -> None:
    """A7: a receipt of an hour ago is not printed out of the blue."""
    box.stop()
    key = shop.perform(printer, "print", page(4).document(), deadline=1)
    until(lambda: shop.call("iot.job", "outcome_of", key)["state"] == "expired", 15, "the job expires")
    assert "not started in time" in shop.job(key)["sentence"]
    box.start()
    box.wait_online()
    after = shop.perform(printer, "print", page(5).document())
    shop.wait_done(after)
    assert shop.job(key)["state"] == "expired"


def test_jobs_are_printed_in_the_order_they_were_wished(
    shop: Shop, box: BoxProcess, printer: int, simulators: Simulators
) -> None:
    """A7: thirty pages that waited come out oldest first."""
    box.stop()
    pictures = [page(100 + number) for number in range(30)]
    keys = [shop.perform(printer, "print", picture.document()) for picture in pictures]
    box.start()
    for key in keys:
        shop.wait_done(key, 30)
    assert simulators.prints() == [picture.sha256 for picture in pictures]
