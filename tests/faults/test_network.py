"""Servers that restart and lines that break between a box and its database."""

import time
from collections.abc import Callable, Iterator

import pytest

from native.odoo import Odoo
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_pages import page
from tests.support.e2e_proxy import Proxy
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import at_most, until

RECONNECT = 10.0
PRINTER = "sim-printer"


@pytest.fixture
def line(loop: BackgroundLoop, odoo: Odoo) -> Iterator[Proxy]:
    """The line between the box and its server."""
    proxy = Proxy(loop, odoo.port)
    yield proxy
    proxy.close()


@pytest.fixture
def far_box(line: Proxy, new_box: NewBox, shop: Shop, simulators: Simulators) -> BoxProcess:
    """A paired box that knows its server at the end of the line, and stops before the line is closed."""
    box = new_box(simulators).start()
    box.wait_devices(3)
    box.pair(Shop(line.url, shop.database).token())
    box.wait_online()
    until(lambda: line.seen.websockets, 10, "the websocket goes through the line")
    return box


def test_jobs_arrive_after_odoo_restarted(
    shop: Shop, odoo: Odoo, box: BoxProcess, printer: int, simulators: Simulators, show: Callable[[str], None]
) -> None:
    """Proof 5: the box is back within 10 s after the server answers, and prints what it is sent."""
    odoo.restart()
    start = time.monotonic()
    box.wait_online(RECONNECT)
    picture = page(1)
    key = shop.perform(printer, "print", picture.document())
    shop.wait_done(key, RECONNECT)
    show(f"printed {time.monotonic() - start:.1f} s after the server was back")
    assert simulators.prints() == [picture.sha256]


def test_a_job_from_before_a_crash_of_odoo_arrives(
    shop: Shop, odoo: Odoo, box: BoxProcess, printer: int, simulators: Simulators
) -> None:
    """Proof 5: Odoo took the job while the box was away, and was killed; the job is in the database."""
    box.stop()
    picture = page(2)
    key = shop.perform(printer, "print", picture.document())
    odoo.kill()
    box.start()
    odoo.start()
    shop.wait_done(key, RECONNECT + 5)
    assert simulators.prints() == [picture.sha256]


@pytest.mark.trouble(r"bus|sql_db|psycopg2|Traceback|cron|OperationalError|InterfaceError")
def test_jobs_arrive_after_postgresql_restarted(
    request: pytest.FixtureRequest,
    shop: Shop,
    odoo: Odoo,
    box: BoxProcess,
    printer: int,
    simulators: Simulators,
    show: Callable[[str], None],
) -> None:
    """Proof 5: PostgreSQL goes away and comes back beneath a running Odoo."""
    request.addfinalizer(odoo.restart)  # its bus sleeps for 50 s after such an error
    odoo.postgres.stop()
    odoo.postgres.start()
    start = time.monotonic()
    until(shop.answers, 15, "Odoo has its database back")
    box.wait_online(RECONNECT)
    show(f"online {time.monotonic() - start:.1f} s after PostgreSQL was back")
    picture = page(3)
    key = shop.perform(printer, "print", picture.document())
    shop.wait_done(key, 40)
    show(f"printed after {time.monotonic() - start:.1f} s")
    assert simulators.prints() == [picture.sha256]


@pytest.mark.timeout(180)
def test_a_silent_line_is_noticed_and_replaced(
    line: Proxy, shop: Shop, far_box: BoxProcess, simulators: Simulators, show: Callable[[str], None]
) -> None:
    """Proof 5: a line that stops forwarding without closing; the connections of before never come back."""
    printer = shop.device(shop.box_id(far_box.identifier), "printer")
    line.freeze()
    start = time.monotonic()
    far_box.says(lambda status: not status["online"], 90, "the box notices")
    show(f"noticed after {time.monotonic() - start:.1f} s")
    picture = page(4)
    key = shop.perform(printer, "print", picture.document())
    line.thaw()
    start = time.monotonic()
    far_box.wait_online(RECONNECT)
    show(f"back {time.monotonic() - start:.1f} s after the line was")
    shop.wait_done(key, RECONNECT)
    assert simulators.prints() == [picture.sha256]


def test_a_websocket_that_died_silently_is_opened_again(
    line: Proxy, shop: Shop, far_box: BoxProcess, simulators: Simulators
) -> None:
    """Proof 5: only the open connections die, as behind a router that forgot them; jobs go on arriving."""
    printer = shop.device(shop.box_id(far_box.identifier), "printer")
    line.freeze()
    line.thaw()
    before = line.seen.websockets
    picture = page(5)
    shop.wait_done(shop.perform(printer, "print", picture.document()), 45)
    until(lambda: line.seen.websockets > before, 60, "another websocket is opened")
    assert simulators.prints() == [picture.sha256]


@pytest.mark.timeout(120)
def test_a_lost_doorbell_is_harmless(
    line: Proxy, shop: Shop, far_box: BoxProcess, simulators: Simulators, show: Callable[[str], None]
) -> None:
    """Proof 5: the bus forgets, the box asks by itself."""
    printer = shop.device(shop.box_id(far_box.identifier), "printer")
    line.deaf = True
    picture = page(6)
    start = time.monotonic()
    shop.wait_done(shop.perform(printer, "print", picture.document()), 45)
    show(f"printed after {time.monotonic() - start:.1f} s without a doorbell")
    assert line.seen.bells_lost
    assert simulators.prints() == [picture.sha256]


def test_a_cut_line_is_mended(line: Proxy, shop: Shop, far_box: BoxProcess, simulators: Simulators) -> None:
    """Proof 5: connections are reset and refused for a while; what was wished meanwhile is printed."""
    printer = shop.device(shop.box_id(far_box.identifier), "printer")
    line.refuse = True
    line.cut()
    far_box.says(lambda status: not status["online"], 10, "the box notices")
    picture = page(7)
    key = shop.perform(printer, "print", picture.document())
    line.refuse = False
    with at_most(RECONNECT, "printing"):
        shop.wait_done(key, RECONNECT)
    assert simulators.prints() == [picture.sha256]


def test_the_outcome_survives_a_line_that_broke_after_the_print(
    line: Proxy, shop: Shop, far_box: BoxProcess, simulators: Simulators
) -> None:
    """C5: a direct job prints while the line is down; Odoo learns of it afterwards, once."""
    printer = shop.device(shop.box_id(far_box.identifier), "printer")
    till = shop.till(far_box, printer)
    line.refuse = True
    line.cut()
    picture = page(8)
    outcome = till.perform(PRINTER, "print", picture.document())
    assert outcome["state"] == "done"
    assert not shop.job(outcome["key"])
    line.refuse = False
    until(lambda: shop.job(outcome["key"]), RECONNECT, "the outcome is in Odoo")
    assert shop.job(outcome["key"])["state"] == "done"


def test_a_box_finds_a_server_that_starts_after_it(
    shop: Shop, odoo: Odoo, box: BoxProcess, printer: int, simulators: Simulators
) -> None:
    """Proof 5, B6: after a power cut the box is up first."""
    odoo.stop()
    box.restart()
    box.says(lambda status: status["paired"] and not status["online"], 10, "paired and waiting")
    odoo.start()
    box.wait_online(RECONNECT)
    picture = page(9)
    shop.wait_done(shop.perform(printer, "print", picture.document()), 30)
    assert simulators.prints() == [picture.sha256]


def test_a_fresh_box_announces_itself_to_a_server_that_starts_after_it(shop: Shop, odoo: Odoo, new_box: NewBox) -> None:
    """B2, B6: a box that knows its server's address is paired by its code alone, whoever was up first."""
    odoo.stop()
    box = new_box(server=odoo.url, database=shop.database).start()
    code = box.says(lambda status: status["code"], 5, "a pairing code")["code"]["text"]
    odoo.start()
    typed: dict[str, object] = {}

    def type_code() -> bool:
        typed.update(shop.call("iot.pairing", "type_code", code))
        return typed["state"] in ("paired", "waiting")

    until(type_code, RECONNECT + 5, "Odoo knows the code")
    box.wait_online(RECONNECT)
    assert shop.box_id(box.identifier)
