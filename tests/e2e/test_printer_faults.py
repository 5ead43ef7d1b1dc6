"""What a printer can lack, in words, and what still works meanwhile."""

from playwright.sync_api import expect

from tests.support.e2e_pages import page
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import until
from tests.support.screens import Office


def test_paper_out_is_said_on_the_form_and_the_job_is_repeated_by_hand(
    shop: Shop, printer: int, simulators: Simulators, office: Office
) -> None:
    """Proof 7, A7, A9: failed, with the reason and the remedy; paper in, Print again, and it comes out."""
    simulators.printer(paper="out")
    office.open_record("iot.device", printer)
    office.click_test("Print Test Page")
    assert office.outcome()[0] == "failed"
    assert "out of paper" in office.page.locator(".o_iot_sentence").inner_text()
    simulators.printer(paper="ok")
    office.click_test("Print Test Page")
    assert office.outcome()[0] == "done"
    assert len(simulators.receipts()) == 1


def test_a_failed_job_is_repeated_from_the_list(
    shop: Shop, printer: int, simulators: Simulators, office: Office
) -> None:
    """Proof 7, A7: the same page, as a new job that names the first one."""
    simulators.printer(paper="out")
    picture = page(1)
    key = shop.perform(printer, "print", picture.document())
    failed = shop.wait_job(key)
    assert (failed["state"], failed["code"]) == ("failed", "paper_out")
    assert "out of paper" in failed["sentence"]
    simulators.printer(paper="ok")
    office.open_jobs()
    office.job_row(failed["id"]).get_by_role("button", name="Repeat").click()
    again = until(lambda: shop.read("iot.job", [("parent_id", "=", failed["id"])], "key"), 10, "the repeated job")
    assert shop.wait_done(again[0]["key"])
    assert simulators.prints() == [picture.sha256]


def test_a_page_that_failed_on_the_lan_is_repeated_from_the_list(
    shop: Shop, printer: int, simulators: Simulators, office: Office
) -> None:
    """Proof 7, A7: also what never went through Odoo; somebody else may do it, from another place."""
    simulators.printer(paper="out")
    office.open_record("iot.device", printer)
    office.click_test("Print Test Page")
    assert office.outcome() == ("failed", "direct")
    mine = [("device_id", "=", printer), ("document_size", ">", 0)]
    [job] = until(lambda: shop.read("iot.job", mine, "key"), 10, "the job is in Odoo with its page")
    simulators.printer(paper="ok")
    office.open_jobs()
    office.job_row(job["id"]).get_by_role("button", name="Repeat").click()
    until(lambda: len(simulators.receipts()) == 1, 15, "the page comes out")


def test_an_open_cover_is_said_and_nothing_comes_out_later(shop: Shop, printer: int, simulators: Simulators) -> None:
    """Proof 7: a failed page does not come out by itself once the cover is closed."""
    simulators.printer(cover="open")
    failed = shop.wait_job(shop.perform(printer, "print", page(2).document()))
    assert (failed["state"], failed["code"]) == ("failed", "cover_open")
    simulators.printer(cover="closed")
    after = page(3)
    shop.wait_done(shop.perform(printer, "print", after.document()))
    assert simulators.prints() == [after.sha256]


def test_the_drawer_opens_while_the_paper_is_out(printer: int, simulators: Simulators, office: Office) -> None:
    """Proof 7: money can be given back without paper."""
    simulators.printer(paper="out")
    office.open_record("iot.device", printer)
    office.click_test("Open Cash Drawer")
    assert office.outcome()[0] in ("done", "sent")
    assert simulators.drawer_kicks() == 1


def test_paper_that_runs_out_is_known_before_anybody_prints(shop: Shop, printer: int, simulators: Simulators) -> None:
    """A9: Odoo knows what the printer lacks, and what to do about it, without a job."""
    simulators.printer(paper="out")
    until(lambda: shop.read("iot.device", [("id", "=", printer)], "code")[0]["code"] == "paper_out", 15, "Odoo knows")
    assert "Load paper" in shop.read("iot.device", [("id", "=", printer)], "sentence")[0]["sentence"]


def test_the_repair_card_comes_and_goes_on_an_open_form(printer: int, simulators: Simulators, office: Office) -> None:
    """A9: what to do, step by step, for as long as it is to be done; nobody reloads the page."""
    office.open_record("iot.device", printer)
    card = office.page.locator(".o_iot_repair")
    expect(card).to_have_count(0)
    simulators.printer(paper="out")
    expect(card).to_contain_text("The printer is out of paper", timeout=15_000)
    expect(card.locator(".o_iot_steps")).to_contain_text("1. Open the printer")
    simulators.printer(paper="ok")
    expect(card).to_have_count(0, timeout=15_000)
    expect(office.page.locator(".o_iot_blocked")).to_have_count(0)


def test_a_printer_that_drops_the_line_in_the_middle_is_no_lost_job(
    shop: Shop, printer: int, simulators: Simulators
) -> None:
    """Proof 7: whatever came out, the job ends with a reason, and the next page is whole."""
    simulators.printer(mode="drop", drop_after=1500)
    job = shop.wait_job(shop.perform(printer, "print", page(4).document()), 30)
    assert job["state"] in ("failed", "unknown")
    assert job["sentence"]
    simulators.printer(mode="normal")
    after = page(5)
    shop.wait_done(shop.perform(printer, "print", after.document()), 30)
    assert simulators.prints().count(after.sha256) == 1
