"""Several boxes in one shop."""

from concurrent.futures import ThreadPoolExecutor

from tests.support.e2e_box import BoxProcess
from tests.support.e2e_listener import BusEar
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_pages import page
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import until


def test_same_models_on_two_boxes_are_different_devices(
    shop: Shop, box_id: int, second: BoxProcess, simulators: Simulators, more_simulators: Simulators
) -> None:
    """Proof 10, A5: each page comes out at the printer it was sent to, both boxes at work at once."""
    printers = [shop.device(number, "printer") for number in (box_id, shop.box_id(second.identifier))]
    pages = [[page(100 * which + number) for number in range(5)] for which in (1, 2)]
    jobs = [(printers[which], pages[which][number]) for number in range(5) for which in (0, 1)]
    with ThreadPoolExecutor() as pool:
        keys = list(pool.map(lambda job: shop.perform(job[0], "print", job[1].document()), jobs))
    for key in keys:
        shop.wait_done(key)
    assert sorted(simulators.prints()) == sorted(picture.sha256 for picture in pages[0])
    assert sorted(more_simulators.prints()) == sorted(picture.sha256 for picture in pages[1])


def test_scans_of_two_boxes_are_told_apart(
    shop: Shop,
    scanner: int,
    second: BoxProcess,
    simulators: Simulators,
    more_simulators: Simulators,
    loop: BackgroundLoop,
) -> None:
    """Proof 10: the same scanner model twice; each scan reaches those who listen to its scanner, and nobody else."""
    other = shop.device(shop.box_id(second.identifier), "scanner")
    with (
        BusEar(loop, shop, f"iot.device_{scanner}", login="admin") as first_ear,
        BusEar(loop, shop, f"iot.device_{other}", login="admin") as second_ear,
    ):
        until(lambda: _scan_until_heard(simulators, first_ear, "4006381333931"), 10, "the first scan arrives")
        until(lambda: _scan_until_heard(more_simulators, second_ear, "5901234123457"), 10, "the second scan arrives")
        assert _devices(first_ear) == {scanner}
        assert _devices(second_ear) == {other}


def _scan_until_heard(simulators: Simulators, ear: BusEar, code: str) -> bool:
    """Scans once more unless it was heard: a subscription takes a moment."""
    if code in str(ear.messages):
        return True
    simulators.scan(code)
    return False


def _devices(ear: BusEar) -> set[int]:
    return {message["payload"]["device_id"] for message in ear.messages if message["type"] == "iot.event"}


def test_a_renamed_box_keeps_its_name(shop: Shop, box: BoxProcess, box_id: int) -> None:
    """Proof 10, A5: a name that a user gave survives a reconnect, and the box learns it."""
    assert box.identifier in shop.box(box.identifier, "name")["name"]
    shop.call("iot.box", "write", [box_id], {"name": "Counter"})
    box.restart()
    box.says(lambda status: status["online"] and status["name"] == "Counter", 10, "the box knows its name")
    assert shop.box(box.identifier, "name")["name"] == "Counter"


def test_a_renamed_device_keeps_its_name(shop: Shop, box: BoxProcess, printer: int) -> None:
    """Proof 10: the same for a device, although the box reports it under its own name again."""
    shop.call("iot.device", "write", [printer], {"name": "Kitchen"})
    box.restart()
    box.wait_online()
    box.wait_devices(3)
    done = shop.perform(printer, "print", page(7).document())
    shop.wait_done(done)
    names = {device["kind"]: device["name"] for device in shop.devices(shop.box_id(box.identifier))}
    assert names["printer"] == "Kitchen"
