"""The SICS driver against the simulated scale, over every cable."""

import pytest

from iot_agent.drivers.scales import asked
from iot_agent.drivers.scales.sics import Sics
from iot_agent.errors import DeviceError, TransportError
from iot_agent.simulators.sics import Sics as Machine
from iot_agent.values import Balance, Weight
from iot_agent.wire import Code
from tests.support.cables import GOOD, Cut
from tests.support.loop import in_loop
from tests.support.scales import believes_no_noise, over, readings_per_second


@pytest.mark.parametrize("cable", GOOD)
@pytest.mark.parametrize(
    ("state", "weight"),
    [
        ({"grams": 123.4}, Weight(Balance.STABLE, 123.4, "g")),
        ({"grams": 0.0, "unit": "kg"}, Weight(Balance.STABLE, 0.0, "kg")),
        ({"grams": 50.0, "tare": 80.0}, Weight(Balance.STABLE, -30.0, "g")),
        ({"grams": 123.4, "moving": True}, Weight(Balance.MOVING, 123.4, "g")),
        ({"busy": True}, Weight(Balance.MOVING)),
        ({"grams": 9000.0}, Weight(Balance.OVER)),
        ({"grams": 0.0, "tare": 500.0}, Weight(Balance.UNDER)),
    ],
)
@in_loop
async def test_weigh(cable, state, weight):
    scale = over(Sics, Machine(**state), cable)
    await scale.probe()

    assert await scale.weigh() == weight


@in_loop
async def test_found_by_who_asks_after_another_language():
    """The scale waits for the end of a line that began with the question of an 8217."""
    scale = over(Sics, Machine(grams=200.0, heard=b"W"))

    await scale.probe()
    assert await scale.weigh() == Weight(Balance.STABLE, 200.0, "g")


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_tare_and_zero(cable):
    machine = Machine(grams=200.0)
    scale = over(Sics, machine, cable)

    await scale.tare()
    assert await scale.weigh() == Weight(Balance.STABLE, 0.0, "g")
    await scale.zero()
    assert (machine.grams, machine.tare) == (0.0, 0.0)


@pytest.mark.parametrize(("state", "code"), [({"moving": True}, Code.UNSTABLE), ({"grams": 9000.0}, Code.OVERLOAD)])
@in_loop
async def test_why_it_does_not_tare(state, code):
    with pytest.raises(DeviceError) as refused:
        await over(Sics, Machine(**state)).tare()

    assert refused.value.code is code


@in_loop
async def test_a_silent_scale_is_a_transport_error(monkeypatch):
    monkeypatch.setattr(asked, "ANSWER", 0.05)

    with pytest.raises(TransportError):
        await over(Sics, Machine(silent=True)).probe()


@pytest.mark.parametrize("after", [0, 3, 10])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    with pytest.raises(TransportError):
        await over(Sics, Machine(), Cut, after=after).weigh()


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_noise_never_makes_a_wrong_weight(monkeypatch, seed):
    monkeypatch.setattr(asked, "ANSWER", 0.01)
    machine = Machine(grams=1234.5)

    await believes_no_noise(over(Sics, machine), machine, Weight(Balance.STABLE, 1234.5, "g"), seed)


@in_loop
async def test_more_than_ten_readings_a_second():
    assert await readings_per_second(Sics, Machine(grams=12.5), 9600) > 10
