"""A device that hangs keeps its trouble to itself."""

import itertools
import statistics
import time
from collections.abc import Callable

import pytest

from tests.support.e2e_box import BoxProcess
from tests.support.e2e_listener import Listener
from tests.support.e2e_loop import BackgroundLoop
from tests.support.e2e_pages import page
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_till import new_key

PRINTER = "sim-printer"
SCANS = 100
WEIGHTS = 60
ALLOWED = 0.050
_codes = itertools.count(4006381000000)
_grams = itertools.count(1000, 5)


def test_a_hung_printer_does_not_delay_scale_and_scanner(
    shop: Shop,
    box: BoxProcess,
    printer: int,
    scale: int,
    scanner: int,
    simulators: Simulators,
    loop: BackgroundLoop,
    show: Callable[[str], None],
) -> None:
    """Proof 6, T3: the p99 of scans and weights on the LAN websocket stays within 50 ms of what it was."""
    till = shop.till(box, printer, scale, scanner)
    with Listener(loop, till, "sim-scale", "sim-scanner") as listener:
        calm = _scans(simulators, listener), _weights(simulators, listener)
        simulators.printer(mode="hung")
        key = new_key()
        till.perform(PRINTER, "print", page(1, height=8000).document(), key=key, wait=0, copies=20)
        hung = _scans(simulators, listener), _weights(simulators, listener)
        assert till.inquire(key)["state"] in ("queued", "failed"), "the printer did not hang"
    for name, before, during in zip(("scans", "weights"), calm, hung, strict=True):
        show(f"{name}: {_figures(before)} before, {_figures(during)} while the printer hangs")
        assert _p99(during) <= _p99(before) + ALLOWED, name


def test_a_job_on_a_hung_printer_ends_at_its_deadline(
    shop: Shop, box: BoxProcess, printer: int, simulators: Simulators
) -> None:
    """Proof 6: the user gets a reason, and the printer works again once it is back."""
    simulators.printer(mode="hung")
    key = shop.perform(printer, "print", page(2, height=8000).document(), deadline=6.0, copies=20)
    job = shop.wait_job(key, 25)
    assert job["state"] in ("failed", "unknown", "expired")
    assert job["sentence"]
    simulators.printer(mode="normal")
    box.wait_devices(3, 20)
    after = page(3)
    shop.wait_done(shop.perform(printer, "print", after.document()), 20)
    assert simulators.prints().count(after.sha256) == 1


def _scans(simulators: Simulators, listener: Listener) -> list[float]:
    return [_scan(simulators, listener, str(next(_codes))) for _ in range(SCANS)]


def _scan(simulators: Simulators, listener: Listener, code: str) -> float:
    start = time.monotonic()
    simulators.scan(code)
    return listener.wait("scan", lambda value: code in value.values()) - start


def _weights(simulators: Simulators, listener: Listener) -> list[float]:
    return [_weight(simulators, listener, next(_grams) / 1000) for _ in range(WEIGHTS)]


def _weight(simulators: Simulators, listener: Listener, kg: float) -> float:
    start = time.monotonic()
    simulators.weigh(kg)
    return listener.wait("weight", lambda value: value.get("value") == pytest.approx(kg)) - start


def _p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[98]


def _figures(values: list[float]) -> str:
    return f"p50 {statistics.median(values) * 1000:.0f} ms, p99 {_p99(values) * 1000:.0f} ms"
