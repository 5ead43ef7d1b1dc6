"""The Dialog 06 driver against the simulated scale, over every cable."""

import pytest

from iot_agent.drivers.scales import asked
from iot_agent.drivers.scales.dialog06 import Dialog06
from iot_agent.errors import DeviceError, ProtocolError, TransportError
from iot_agent.simulators.dialog06 import Dialog06 as Machine
from iot_agent.values import Balance, Weight
from iot_agent.wire import Code
from tests.support.cables import GOOD, Cut
from tests.support.loop import in_loop
from tests.support.scales import answering, believes_no_noise, over, readings_per_second


@pytest.mark.parametrize("cable", GOOD)
@pytest.mark.parametrize(
    ("state", "weight"),
    [
        ({"kg": 1.235}, Weight(Balance.STABLE, 1.235)),
        ({"kg": 1.235, "moving": True}, Weight(Balance.MOVING)),
        ({"kg": 0.01}, Weight(Balance.UNDER)),
        ({"kg": -0.2}, Weight(Balance.UNDER)),
        ({"over": True}, Weight(Balance.OVER)),
    ],
)
@in_loop
async def test_weigh(cable, state, weight):
    scale = over(Dialog06, Machine(**state), cable)
    await scale.probe()

    assert await scale.weigh() == weight
    assert await scale.weigh() == weight


@in_loop
async def test_the_weight_it_told_stands_until_it_has_moved():
    machine = Machine(kg=1.0)
    scale = over(Dialog06, machine)
    assert await scale.weigh() == Weight(Balance.STABLE, 1.0)

    machine.moving = True
    assert await scale.weigh() == Weight(Balance.MOVING)
    machine.moving, machine.kg = False, 2.0
    assert await scale.weigh() == Weight(Balance.STABLE, 2.0)


@in_loop
async def test_a_scale_that_wants_its_makers_key_says_so():
    with pytest.raises(DeviceError) as refused:
        await over(Dialog06, Machine(locked=True)).probe()

    assert refused.value.code is Code.NOT_SUPPORTED


@in_loop
async def test_another_device_is_a_protocol_error():
    scale = over(Dialog06, Machine())
    scale.wire.far = answering(b"OK\x03")

    with pytest.raises(ProtocolError):
        await scale.probe()


@in_loop
async def test_a_silent_scale_is_a_transport_error(monkeypatch):
    monkeypatch.setattr(asked, "ANSWER", 0.05)

    with pytest.raises(TransportError):
        await over(Dialog06, Machine(silent=True)).probe()


@pytest.mark.parametrize("after", [0, 5, 14, 20])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    with pytest.raises(TransportError):
        await over(Dialog06, Machine(kg=1.0), Cut, after=after).weigh()


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_noise_never_makes_a_wrong_weight(monkeypatch, seed):
    monkeypatch.setattr(asked, "ANSWER", 0.01)
    machine = Machine(kg=12.345)

    await believes_no_noise(over(Dialog06, machine), machine, Weight(Balance.STABLE, 12.345), seed)


@in_loop
async def test_more_than_ten_readings_a_second():
    assert await readings_per_second(Dialog06, Machine(kg=1.5), 9600) > 10
