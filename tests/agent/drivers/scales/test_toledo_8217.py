"""The 8217 driver against the simulated scale, over every cable and on a pseudo terminal."""

import asyncio

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.scales import asked as driver
from iot_agent.drivers.scales.toledo_8217 import Toledo8217
from iot_agent.errors import DeviceError, ProtocolError, TransportError
from iot_agent.simulators.line import Served
from iot_agent.simulators.toledo_8217 import Toledo8217 as Machine
from iot_agent.transports import open_transport
from iot_agent.values import Balance, Weight
from tests.support.cables import GOOD, Cable, Cut, Late, Noisy
from tests.support.loop import in_loop

SEEN = Candidate("scale", "serial", "somewhere")
over_good = pytest.mark.parametrize("cable", GOOD)


def bench(cable=Cable, **state):
    machine = Machine(**state)
    return machine, Toledo8217(cable(machine.receive), SEEN, {})


@over_good
@pytest.mark.parametrize(
    ("state", "weight"),
    [
        ({"kg": 1.234}, Weight(Balance.STABLE, 1.234)),
        ({"kg": 0.0}, Weight(Balance.STABLE, 0.0)),
        ({"kg": 2.5, "net": True}, Weight(Balance.STABLE, 2.5, net=True)),
        ({"kg": 1.234, "moving": True}, Weight(Balance.MOVING)),
        ({"kg": 45.0}, Weight(Balance.OVER)),
        ({"over": True, "moving": True}, Weight(Balance.OVER)),
        ({"kg": -0.2}, Weight(Balance.UNDER)),
    ],
)
@in_loop
async def test_weigh(cable, state, weight):
    _, scale = bench(cable, **state)
    await scale.probe()

    assert await scale.weigh() == weight


@in_loop
async def test_a_silent_scale_is_a_transport_error(monkeypatch):
    monkeypatch.setattr(driver, "ANSWER", 0.2)
    _, scale = bench(silent=True)

    with pytest.raises(TransportError):
        await scale.probe()


@in_loop
async def test_another_device_is_a_protocol_error():
    scale = Toledo8217(Cable(lambda data: b"OK\r\n"), SEEN, {})

    with pytest.raises(ProtocolError):
        await scale.probe()


@in_loop
async def test_endless_talk_is_a_protocol_error():
    scale = Toledo8217(Cable(lambda data: bytes(100)), SEEN, {})

    with pytest.raises(ProtocolError):
        await scale.probe()


@pytest.mark.parametrize("after", [0, 1, 2, 8, 9])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    machine = Machine(kg=1.0)
    scale = Toledo8217(Cut(machine.receive, after), SEEN, {})

    with pytest.raises(TransportError):
        await scale.weigh()


@in_loop
async def test_a_reading_that_was_given_up_is_not_the_next_one():
    machine, scale = bench(Late, kg=1.0)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.001):
            await scale.weigh()
    await asyncio.sleep(Late.delay * 2)
    machine.kg = 2.0

    assert await scale.weigh() == Weight(Balance.STABLE, 2.0)


@in_loop
async def test_on_a_doubtful_line_two_readings_that_differ_are_none():
    machine, scale = bench()
    weights = iter((1.0, 2.0, 2.0, 2.0))

    def far(data):
        machine.kg = next(weights)
        return machine.receive(data)

    scale.wire.far = far

    assert await scale.weigh() == Weight(Balance.MOVING)
    assert await scale.weigh() == Weight(Balance.STABLE, 2.0)


@in_loop
async def test_a_number_of_another_length_is_a_protocol_error():
    answers = iter((b"\x0201.234\r", b"\x0201.23\r"))
    scale = Toledo8217(Cable(lambda data: next(answers)), SEEN, {})
    await scale.probe()

    with pytest.raises(ProtocolError):
        await scale.weigh()


@pytest.mark.parametrize("seed", range(30))
@in_loop
async def test_noise_never_makes_a_wrong_weight(monkeypatch, seed):
    """Errors are fine, wrong weights are not; after an error the scale is opened afresh, as the supervisor does."""
    monkeypatch.setattr(driver, "ANSWER", 0.01)
    machine = Machine(kg=12.345)
    right = errors = 0
    cable = Noisy(machine.receive, seed, share=0.03)
    scale = Toledo8217(Cable(machine.receive), SEEN, {})
    await scale.probe()
    scale.wire = cable
    for _ in range(60):
        try:
            weight = await scale.weigh()
        except (ProtocolError, TransportError, DeviceError):
            errors += 1
            continue
        assert weight == Weight(Balance.STABLE, 12.345) or weight.value is None
        right += 1
    assert right
    assert errors


@in_loop
async def test_on_a_line_of_9600_baud_more_than_ten_readings_a_second():
    served = Served(Machine(kg=1.5))
    wire = await open_transport(Candidate("scale", "serial", served.start()), Toledo8217.baud)
    scale = Toledo8217(wire, SEEN, {})
    clock = asyncio.get_running_loop().time
    start, readings = clock(), 20

    for _ in range(readings):
        assert await scale.weigh() == Weight(Balance.STABLE, 1.5)

    assert readings / (clock() - start) > 10
    await wire.close()
    served.stop()


@in_loop
async def test_an_unplugged_scale_is_a_transport_error():
    served = Served(Machine(kg=1.5), baud=0)
    wire = await open_transport(Candidate("scale", "serial", served.start()), Toledo8217.baud)
    scale = Toledo8217(wire, SEEN, {})
    await scale.probe()
    served.stop()

    with pytest.raises(TransportError):
        await scale.weigh()
    await wire.close()


@pytest.mark.parametrize(
    ("seen", "name"),
    [
        (Candidate("a", "serial", "/dev/ttyACM0", vendor=0x0EB8, product=0xF000), "toledo_8217"),
        (Candidate("b", "serial", "/dev/ttyUSB0", vendor=0x0403, product=0x6001), "toledo_8217"),
        (Candidate("c", "serial", "/dev/ttyS1", hints={"typed": "yes"}), "toledo_8217"),
        (Candidate("d", "serial", "/dev/ttyS1"), None),
        (Candidate("e", "usb", "1:2", vendor=0x0EB8), None),
    ],
)
def test_claims(seen, name):
    assert best_driver(seen, table()).driver == name
