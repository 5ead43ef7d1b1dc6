"""The Adam driver against the simulated scale, over every cable."""

import pytest

from iot_agent.drivers.scales import adam as driver
from iot_agent.drivers.scales.adam import Adam
from iot_agent.errors import ProtocolError, TransportError
from iot_agent.simulators.adam import Adam as Machine
from iot_agent.values import Balance, Weight
from tests.support.cables import GOOD, Cut, Noisy
from tests.support.loop import in_loop
from tests.support.scales import answering, over


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(driver, "ANSWER", 0.05)


@pytest.mark.parametrize("cable", GOOD)
@pytest.mark.parametrize(
    ("state", "weight"),
    [
        ({"kg": 1.234}, Weight(Balance.STABLE, 1.234)),
        ({"kg": 1.5, "tare": 0.5}, Weight(Balance.STABLE, 1.0)),
        ({"kg": 0.0}, Weight(Balance.MOVING)),
        ({"kg": 1.5, "moving": True}, Weight(Balance.MOVING)),
    ],
)
@in_loop
async def test_weigh(cable, state, weight):
    scale = over(Adam, Machine(**state), cable)
    await scale.probe()

    assert await scale.weigh() == weight


@in_loop
async def test_what_it_has_printed_before_is_not_told_again():
    """Nothing says whether the same goods still lie on it."""
    machine = Machine(kg=1.0)
    scale = over(Adam, machine)
    assert await scale.weigh() == Weight(Balance.STABLE, 1.0)

    assert await scale.weigh() == Weight(Balance.MOVING)
    assert machine.beeps == 1


@in_loop
async def test_to_probe_it_says_nothing_to_it():
    scale = over(Adam, Machine(kg=1.0))
    await scale.probe()

    assert scale.wire.written == b""
    assert scale.pace


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_tare_and_zero(cable):
    machine = Machine(kg=1.5)
    scale = over(Adam, machine, cable)

    await scale.tare()
    assert machine.tare == 1.5
    await scale.zero()
    assert (machine.kg, machine.tare) == (0.0, 0.0)


@in_loop
async def test_another_device_is_a_protocol_error():
    scale = over(Adam, Machine())
    scale.wire.far = answering(b"OK\r\n")

    with pytest.raises(ProtocolError):
        await scale.weigh()


@pytest.mark.parametrize("after", [0, 2, 6])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    with pytest.raises(TransportError):
        await over(Adam, Machine(kg=1.0), Cut, after=after).weigh()


class Ready(Machine):
    """It prints each weight once; here each question finds the goods put on anew."""

    def receive(self, data):
        self.printed = None
        return super().receive(data)


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_noise_is_an_error_or_a_weight_and_gone_with_the_noise(seed):
    """Its lines have no check, and it tells each weight once: a digit more may be believed, but nothing stays wrong."""
    machine = Ready(kg=1.234)
    scale = over(Adam, machine, Noisy, seed=seed)
    errors = 0
    for _ in range(30):
        try:
            assert (await scale.weigh()).balance in (Balance.STABLE, Balance.MOVING)
        except (ProtocolError, TransportError):
            errors += 1
    assert errors

    scale.wire.share = 0

    assert await scale.weigh() == Weight(Balance.STABLE, 1.234)
