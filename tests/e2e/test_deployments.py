"""The core flow on servers as they are deployed: with workers behind a reverse proxy, and with several databases."""

from collections.abc import Iterator

import pytest

from native.odoo import Odoo
from native.ports import free_port
from native.stack import Stack
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_pages import page
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import at_most
from tests.support.screens import Office

BELL = 10.0
"""Seconds for a job that the doorbell announces; without one it would take half a minute."""


def _prefork(stack: Stack) -> Odoo:
    return stack.odoo("prefork", workers=2, options={"proxy_mode": "True"})


def _several(stack: Stack) -> Odoo:
    server = stack.odoo("several_b", options={"db_name": "", "dbfilter": "^several_", "list_db": "True"})
    stack.database("several_a", server.url)
    return server


@pytest.fixture(scope="module", params=[_prefork, _several], ids=["workers", "several databases"])
def server(request: pytest.FixtureRequest, stack: Stack) -> Iterator[Odoo]:
    made: Odoo = request.param(stack)
    with made:
        yield made


@pytest.fixture(scope="module")
def shop(server: Odoo) -> Shop:
    """The database of these tests, instead of the one that the others share."""
    return Shop(server.url, server.database or "", server.log)


def test_a_token_pairs_and_the_doorbell_rings(
    shop: Shop, box: BoxProcess, printer: int, simulators: Simulators
) -> None:
    """B6: paired by token, a job printed by relay at once, its outcome in Odoo."""
    picture = page(1)
    with at_most(BELL, "a job by relay"):
        job = shop.wait_done(shop.perform(printer, "print", picture.document()))
    assert job["path"] == "relay"
    assert simulators.prints() == [picture.sha256]


def test_a_large_page_is_fetched(shop: Shop, box: BoxProcess, printer: int, simulators: Simulators) -> None:
    """B6: too large for the doorbell."""
    picture = page(2, height=2000)
    shop.wait_done(shop.perform(printer, "print", picture.document()))
    assert simulators.prints() == [picture.sha256]


def test_the_box_is_back_after_a_restart_of_itself(shop: Shop, box: BoxProcess, printer: int) -> None:
    """B6: with what it remembers it finds the same database again."""
    box.restart()
    box.wait_online()
    with at_most(BELL, "a job by relay"):
        shop.wait_job(shop.perform(printer, "drawer"))


def test_a_browser_hears_the_outcome_through_odoo(
    shop: Shop, new_box: NewBox, simulators: Simulators, office: Office
) -> None:
    """B6, C4: the test page by relay, and the live card, over this server's websocket."""
    office.expect_unreachable()
    box = new_box(simulators, advertise=[f"http://127.0.0.1:{free_port()}"]).start()
    box.wait_devices(3)
    shop.pair(box, 3)
    office.open_app()
    badge = office.card(box.identifier).locator(".o_iot_status")
    office.sees(badge, "Online")
    box.stop()
    office.sees(badge, "Offline")
    box.start()
    office.sees(badge, "Online")
    office.open_record("iot.device", shop.device(shop.box_id(box.identifier), "printer"))
    office.click_test("Print Test Page")
    assert office.outcome() == ("done", "relay")
    assert len(simulators.receipts()) == 1


def test_a_browser_prints_directly(shop: Shop, printer: int, simulators: Simulators, office: Office) -> None:
    """B6, C4: the ticket of this server, on the local network."""
    office.open_record("iot.device", printer)
    office.click_test("Print Test Page")
    assert office.outcome() == ("done", "direct")
    assert len(simulators.receipts()) == 1


@pytest.mark.parametrize("server", [_several], ids=["several databases"], indirect=True)
def test_another_database_of_the_server_knows_nothing_of_the_box(server: Odoo, shop: Shop, box: BoxProcess) -> None:
    """B6: databases of one server are strangers."""
    neighbour = Shop(server.url, "several_a")
    assert not neighbour.box_id(box.identifier)
    assert box.status()["database"] == shop.database
