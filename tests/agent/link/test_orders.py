import dataclasses

import pytest

from iot_agent import seal, wire
from iot_agent.core.store import Pairing
from iot_agent.link import orders
from iot_agent.wire import Code, WireError

NOW = 1_800_000_000.0
SERVER = seal.new_seed()
PAIRING = Pairing(
    server="http://odoo.test",
    database="shop",
    box="mine",
    key=seal.public_key(SERVER),
    exchange="",
    name="",
    origins=(),
)
JOB = wire.Job(key="k1", box="mine", device="p1", action="drawer", deadline=NOW + 60, issued=NOW)
ORDERS = [
    JOB,
    wire.Cancel(key="k1", box="mine"),
    wire.Watch(box="mine", device="s1", until=NOW + 60),
    wire.Restart(key="r1", box="mine", deadline=NOW + 60),
    wire.UpdateDrivers(key="u1", box="mine", deadline=NOW + 60),
    wire.Forget(box="mine", issued=NOW),
    wire.AllOptions(box="mine", devices=(wire.DeviceOptions(identifier="s1", driver="toledo_8217"),), issued=NOW),
    wire.NetworkPrinters(box="mine", printers=(wire.NetworkPrinter(address="10.0.0.7"),), issued=NOW),
]


def refused(sealed, pairing=PAIRING):
    with pytest.raises(WireError) as wrong:
        orders.read(pairing, sealed, NOW)
    return wrong.value.code


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: type(order).__name__)
def test_an_order_of_the_database_is_read(order):
    assert orders.read(PAIRING, seal.seal(SERVER, order), NOW) == order


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: type(order).__name__)
def test_nobody_else_gives_orders(order):
    assert refused(seal.seal(seal.new_seed(), order)) is Code.BAD_SIGNATURE


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: type(order).__name__)
def test_an_order_for_another_box_is_not_obeyed(order):
    foreign = dataclasses.replace(order, box="another")
    assert refused(seal.seal(SERVER, foreign)) is Code.UNKNOWN_BOX


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: type(order).__name__)
def test_a_changed_order_is_not_obeyed(order):
    sealed = seal.seal(SERVER, order)
    changed = dataclasses.replace(sealed, body=sealed.body.replace("mine", "mine "))
    assert refused(changed) is Code.BAD_SIGNATURE


@pytest.mark.parametrize(
    "order",
    [
        wire.Restart(key="r1", box="mine", deadline=NOW),
        wire.UpdateDrivers(key="u1", box="mine", deadline=NOW),
        wire.Watch(box="mine", device="s1", until=NOW - 1),
    ],
)
def test_too_late(order):
    assert refused(seal.seal(SERVER, order)) is Code.EXPIRED


def test_a_late_job_is_read_for_it_must_be_answered():
    late = dataclasses.replace(JOB, deadline=NOW - 60)
    assert orders.read(PAIRING, seal.seal(SERVER, late), NOW) == late


def test_what_is_no_order_is_refused():
    assert refused(seal.seal(SERVER, wire.Done())) is Code.UNKNOWN_TYPE
    garbage = wire.Sealed(body="{}", signature=seal.sign(SERVER, "{}"))
    assert refused(garbage) is Code.BAD_MESSAGE
