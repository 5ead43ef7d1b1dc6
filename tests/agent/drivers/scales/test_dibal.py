"""The Dibal driver against the simulated scale, over every cable."""

import pytest

from iot_agent.drivers.scales import asked
from iot_agent.drivers.scales.dibal import Dibal
from iot_agent.errors import TransportError
from iot_agent.simulators.dibal import Dibal as Machine
from iot_agent.values import Balance, Weight
from tests.support.cables import GOOD, Cut
from tests.support.loop import in_loop
from tests.support.scales import believes_no_noise, over, readings_per_second


@pytest.mark.parametrize("cable", GOOD)
@pytest.mark.parametrize(
    ("state", "weight"),
    [
        ({"kg": 1.235}, Weight(Balance.STABLE, 1.235)),
        ({"kg": 0.0}, Weight(Balance.STABLE, 0.0)),
        ({"kg": 1.235, "moving": True}, Weight(Balance.MOVING, 1.235)),
        ({"kg": -0.2}, Weight(Balance.UNDER)),
    ],
)
@in_loop
async def test_weigh(cable, state, weight):
    scale = over(Dibal, Machine(**state), cable)
    await scale.probe()

    assert await scale.weigh() == weight
    assert await scale.weigh() == weight


@in_loop
async def test_a_weight_that_was_told_before_stands_until_another_is_there():
    machine = Machine(kg=1.0)
    scale = over(Dibal, machine)
    assert await scale.weigh() == Weight(Balance.STABLE, 1.0)

    machine.kg = 1.01
    assert await scale.weigh() == Weight(Balance.MOVING, 1.01)
    machine.kg = 2.0
    assert await scale.weigh() == Weight(Balance.STABLE, 2.0)


@in_loop
async def test_a_silent_scale_is_a_transport_error(monkeypatch):
    monkeypatch.setattr(asked, "ANSWER", 0.05)

    with pytest.raises(TransportError):
        await over(Dibal, Machine(silent=True)).probe()


@pytest.mark.parametrize("after", [0, 3, 15])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    with pytest.raises(TransportError):
        await over(Dibal, Machine(), Cut, after=after).weigh()


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_noise_never_makes_a_wrong_weight(monkeypatch, seed):
    monkeypatch.setattr(asked, "ANSWER", 0.01)
    machine = Machine(kg=12.345)

    await believes_no_noise(over(Dibal, machine), machine, Weight(Balance.STABLE, 12.345), seed)


@in_loop
async def test_more_than_ten_readings_a_second():
    assert await readings_per_second(Dibal, Machine(kg=1.5), 9600) > 10
