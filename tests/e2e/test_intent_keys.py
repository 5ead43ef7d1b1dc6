"""One wish, one receipt, however often and on whichever path it is sent."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from iot_agent import wire
from native.rpc import RpcError
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_pages import Picture, page
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_till import Till, new_key
from tests.support.e2e_wait import until

PRINTER = "sim-printer"


@pytest.fixture
def till(shop: Shop, box: BoxProcess, printer: int) -> Till:
    return shop.till(box, printer)


def test_the_same_wish_twice_through_odoo_prints_once(shop: Shop, printer: int, simulators: Simulators) -> None:
    """Proof 3, relay."""
    picture, key = page(1), new_key()
    for _ in range(2):
        shop.perform(printer, "print", picture.document(), key=key)
    assert shop.wait_done(key)["path"] == "relay"
    shop.perform(printer, "print", picture.document(), key=key)
    answer = shop.call("iot.job", "outcome_of", key)
    assert answer["state"] == "done"
    assert simulators.prints() == [picture.sha256]


def test_the_same_wish_twice_on_the_lan_prints_once(till: Till, simulators: Simulators) -> None:
    """Proof 3, direct: the second caller gets the first outcome."""
    picture, key = page(2), new_key()
    first = till.perform(PRINTER, "print", picture.document(), key=key)
    second = till.perform(PRINTER, "print", picture.document(), key=key)
    assert first["state"] == "done"
    assert second == first
    assert simulators.prints() == [picture.sha256]


def test_the_same_wish_on_both_paths_at_once_prints_once(
    shop: Shop, printer: int, till: Till, simulators: Simulators
) -> None:
    """Proof 3: both callers learn the outcome, whoever came first."""
    pictures = [page(10 + number) for number in range(5)]
    shop.user()
    with ThreadPoolExecutor() as pool:
        for picture in pictures:
            key = new_key()
            relay = pool.submit(shop.perform, printer, "print", picture.document(), key=key)
            direct = pool.submit(till.perform, PRINTER, "print", picture.document(), key=key)
            assert direct.result()["state"] == "done"
            relay.result()
            shop.wait_done(key)
    assert simulators.prints() == [picture.sha256 for picture in pictures]


def test_the_same_wish_after_a_restart_of_the_box_prints_once(
    shop: Shop, box: BoxProcess, printer: int, till: Till, simulators: Simulators
) -> None:
    """Proof 3: the journal is on disk, so a repeated key gets the outcome of before the restart."""
    picture, key = page(3), new_key()
    first = till.perform(PRINTER, "print", picture.document(), key=key)
    box.restart()
    assert till.perform(PRINTER, "print", picture.document(), key=key) == first
    assert till.inquire(key) == first
    shop.perform(printer, "print", picture.document(), key=key)
    shop.wait_done(key)
    assert simulators.prints() == [picture.sha256]


def test_a_job_of_the_lan_is_known_to_odoo_with_its_user(shop: Shop, till: Till) -> None:
    """Proof 3, C5: an outcome of the direct path reaches the jobs list."""
    key = new_key()
    till.perform(PRINTER, "print", page(4).document(), key=key)
    until(lambda: shop.job(key), 10, "the job is in Odoo")
    job = shop.wait_done(key)
    assert job["path"] == "direct"
    assert job["user_id"][0] == shop.user().uid


def test_a_key_cannot_be_taken_for_another_wish(shop: Shop, printer: int, till: Till, simulators: Simulators) -> None:
    """Proof 3: a key stands for its device, action, parameters and page, on both paths."""
    picture, key = page(5), new_key()
    shop.perform(printer, "print", picture.document(), key=key)
    shop.wait_done(key)
    with pytest.raises(RpcError):
        shop.perform(printer, "print", page(6).document(), key=key)
    refused = till.post("/api/perform", _perform(key, page(6)))
    assert (refused.status, refused.body["code"]) == (409, "key_conflict")
    assert simulators.prints() == [picture.sha256]


def _perform(key: str, picture: Picture) -> bytes:
    message = wire.Perform(
        key=key, device=PRINTER, action="print", document=picture.document(), deadline=time.time() + 60
    )
    return wire.dumps(message).encode()
