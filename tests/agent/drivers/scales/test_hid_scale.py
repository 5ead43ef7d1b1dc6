"""The driver of USB scales against the simulated one, over every cable and through a socket that keeps reports apart."""

import asyncio
import contextlib
import random

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.scales import hid_scale as driver
from iot_agent.drivers.scales.hid_scale import HidScale
from iot_agent.errors import DeviceError, ProtocolError, TransportError
from iot_agent.simulators.hid_scale import HidScale as Machine
from iot_agent.simulators.hid_scale import Served
from iot_agent.transports import open_transport
from iot_agent.values import Balance, Weight
from tests.support.cables import GOOD, Cable, Cut
from tests.support.loop import in_loop
from tests.support.scales import SEEN, over
from tests.support.waiting import until

over_good = pytest.mark.parametrize("cable", GOOD)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(driver, "FIRST", 0.2)
    monkeypatch.setattr(driver, "NEXT", 0.05)


@over_good
@pytest.mark.parametrize(
    ("state", "weight"),
    [
        ({"ounces": 12.5}, Weight(Balance.STABLE, 12.5, "oz")),
        ({}, Weight(Balance.STABLE, 0.0, "oz")),
        ({"ounces": 12.5, "moving": True}, Weight(Balance.MOVING, 12.5, "oz")),
        ({"over": True}, Weight(Balance.OVER, unit="oz")),
        ({"ounces": -1.0}, Weight(Balance.UNDER, unit="oz")),
    ],
)
@in_loop
async def test_weigh(cable, state, weight):
    machine = Machine(**state)
    scale = over(HidScale, machine, cable)
    scale.wire.arrive(machine.report())

    assert await scale.weigh() == weight


@over_good
@in_loop
async def test_the_newest_report_counts(cable):
    machine = Machine(ounces=1.0)
    scale = over(HidScale, machine, cable)
    old = machine.report()
    machine.ounces = 2.0
    scale.wire.arrive(old + machine.report())

    for _ in range(3):
        weight = await scale.weigh()
    assert weight == Weight(Balance.STABLE, 2.0, "oz")


@in_loop
async def test_reports_of_another_number_are_skipped():
    machine = Machine(ounces=2.0)
    scale = over(HidScale, machine)
    scale.wire.arrive(b"\x05\x00")
    weighing = asyncio.create_task(scale.weigh())
    await asyncio.sleep(0)
    scale.wire.arrive(machine.report())

    assert await weighing == Weight(Balance.STABLE, 2.0, "oz")


@in_loop
async def test_a_scale_that_reports_what_changes_keeps_its_weight():
    machine = Machine(ounces=1.0)
    scale = over(HidScale, machine)
    scale.wire.arrive(machine.report())

    assert await scale.weigh() == await scale.weigh() == Weight(Balance.STABLE, 1.0, "oz")


@in_loop
async def test_a_scale_that_reports_all_the_time_and_stops_is_lost():
    machine = Machine(ounces=1.0)
    scale = over(HidScale, machine)
    scale.wire.arrive(machine.report() * 3)
    await scale.weigh()

    with pytest.raises(TransportError):
        await scale.weigh()


@in_loop
async def test_a_scale_that_sends_nothing_is_a_transport_error():
    with pytest.raises(TransportError):
        await over(HidScale, Machine()).probe()


@pytest.mark.parametrize("after", [0, 2, 5])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    machine = Machine(ounces=1.0)
    scale = over(HidScale, machine, Cut, after=after)
    scale.wire.arrive(machine.report())

    with pytest.raises(TransportError):
        await scale.weigh()


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_noise_is_believed_nothing(seed):
    """USB checks each packet and drops the bad ones: noise is what is missing, and what others say in between."""
    machine, chance = Machine(ounces=2.0), random.Random(seed)
    scale = over(HidScale, machine)
    for _ in range(20):
        packets = [machine.report()] * chance.randrange(3) + [b"\x05" + chance.randbytes(5)] * chance.randrange(3)
        chance.shuffle(packets)
        scale.wire.arrive(b"".join(packets))
        with contextlib.suppress(TransportError):
            assert await scale.weigh() == Weight(Balance.STABLE, 2.0, "oz")


@in_loop
async def test_half_a_report_is_a_protocol_error():
    scale = HidScale(Cable(), SEEN, {})
    scale.wire.arrive(b"\x03\x04\x0b")

    with pytest.raises(ProtocolError):
        await scale.weigh()


@in_loop
async def test_a_fault_is_told():
    machine = Machine(status=7)
    scale = over(HidScale, machine)
    scale.wire.arrive(machine.report())

    with pytest.raises(DeviceError):
        await scale.weigh()


@in_loop
async def test_zero():
    machine = Machine(ounces=3.0)
    await over(HidScale, machine).zero()

    assert machine.ounces == 0.0


@in_loop
async def test_through_a_socket_of_packets_and_unplugged(tmp_path):
    served = Served(Machine(ounces=3.0))
    wire = await open_transport(Candidate("scale", "hidraw", served.start(tmp_path / "scale")), "")
    scale = HidScale(wire, SEEN, {})
    await scale.probe()

    clock = asyncio.get_running_loop().time
    start = clock()
    for _ in range(10):
        assert await scale.weigh() == Weight(Balance.STABLE, 3.0, "oz")
    assert clock() - start < 1
    await scale.zero()
    await until(lambda: served.machine.ounces == 0.0)
    await served.stop()
    await _lost(scale.weigh)
    await wire.close()


async def _lost(read):
    """What was sent before it was unplugged may still be read."""
    async with asyncio.timeout(5):
        with contextlib.suppress(TransportError):
            while True:
                await read()


@pytest.mark.parametrize(
    ("seen", "name"),
    [
        (Candidate("a", "hidraw", "/dev/hidraw0", vendor=0x0EB8, hints={"usages": "8d:20"}), "hid_scale"),
        (Candidate("a", "hidraw", "/dev/hidraw0", vendor=0x0922, hints={"usages": "ff00:1 8d:20"}), "hid_scale"),
        (Candidate("a", "hidraw", "/dev/hidraw0", vendor=0x0EB8, hints={"usages": "8c:2"}), None),
        (Candidate("a", "hidraw", "/dev/hidraw0", vendor=0x0EB8), None),
    ],
)
def test_claims(seen, name):
    assert best_driver(seen, table()).driver == name
