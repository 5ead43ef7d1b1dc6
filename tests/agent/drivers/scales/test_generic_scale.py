"""A scale described by its owner against the simulated one, over every cable."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from iot_agent.drivers.scales import generic_scale as driver
from iot_agent.drivers.scales.generic_scale import GenericScale
from iot_agent.errors import DeviceError, ProtocolError, TransportError
from iot_agent.simulators.generic_scale import GenericScale as Machine
from iot_agent.values import Balance, Weight
from iot_agent.wire import Code
from tests.support.cables import GOOD, Cut
from tests.support.loop import in_loop
from tests.support.scales import answering, believes_no_noise, over, readings_per_second

ASK = {"ask": r"R\r\n", "answer": r"^(?P<stable>ST)?.*,(?P<sign>[+-]) *(?P<value>\d+\.\d{3})(?P<unit>kg)$"}
HEARD = {"answer": ASK["answer"]}


@pytest.mark.parametrize("cable", GOOD)
@pytest.mark.parametrize(
    ("state", "weight"),
    [
        ({"kg": 1.234}, Weight(Balance.STABLE, 1.234)),
        ({"kg": 0.0}, Weight(Balance.STABLE, 0.0)),
        ({"kg": -0.5, "net": True}, Weight(Balance.STABLE, -0.5)),
        ({"kg": 1.234, "moving": True}, Weight(Balance.MOVING, 1.234)),
    ],
)
@in_loop
async def test_weigh(cable, state, weight):
    scale = over(GenericScale, Machine(**state), cable, ASK)
    await scale.probe()

    assert await scale.weigh() == weight


@pytest.mark.parametrize("ends", [b"\r", b"\x03", b""])
@in_loop
async def test_a_line_ends_as_it_likes(ends):
    scale = over(GenericScale, Machine(kg=1.5, ends=ends), options={"ask": r"R\r\n"})
    await scale.probe()

    assert await scale.weigh() == Weight(Balance.STABLE, 1.5)


@in_loop
async def test_two_readings_that_differ_are_not_at_rest():
    machine = Machine(kg=1.0)
    scale = over(GenericScale, machine, options={"ask": r"R\r\n"})
    await scale.probe()
    machine.kg = 2.0

    assert await scale.weigh() == Weight(Balance.MOVING, 2.0)
    assert await scale.weigh() == Weight(Balance.STABLE, 2.0)


@asynccontextmanager
async def speaking(scale, machine, period=0.01):
    async def speak():
        while True:
            scale.wire.arrive(machine.line())
            await asyncio.sleep(period)

    voice = asyncio.create_task(speak())
    try:
        yield
    finally:
        voice.cancel()
        await asyncio.gather(voice, return_exceptions=True)


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_a_scale_that_sends_by_itself(cable):
    machine = Machine(kg=1.0)
    scale = over(GenericScale, machine, cable, HEARD)
    scale.wire.arrive(b"9.999kg\r\n")  # the end of a line that began before anybody listened

    async with speaking(scale, machine):
        await scale.probe()
        weights = [await scale.weigh() for _ in range(20)]
        assert weights[-1] == Weight(Balance.STABLE, 1.0)
        assert {weight.value for weight in weights} == {1.0}
        machine.kg = 2.0
        async with asyncio.timeout(5):
            while await scale.weigh() != Weight(Balance.STABLE, 2.0):
                pass


@pytest.mark.parametrize("answer", ["(", "kg", "(?P<value>a*)*", "(?P<weight>[0-9]+)"])
@in_loop
async def test_an_expression_that_cannot_be_is_refused(answer):
    with pytest.raises(DeviceError) as refused:
        await over(GenericScale, Machine(), options={**ASK, "answer": answer}).probe()

    assert refused.value.code is Code.UNREADABLE


@in_loop
async def test_what_does_not_fit_its_description_is_a_protocol_error():
    scale = over(GenericScale, Machine(), options=ASK)
    scale.wire.far = answering(b"ERR 5\r\n")

    with pytest.raises(ProtocolError):
        await scale.probe()


@in_loop
async def test_endless_talk_is_a_protocol_error():
    scale = over(GenericScale, Machine(), options=ASK)
    scale.wire.far = answering(b"1" * 1000)

    with pytest.raises(ProtocolError):
        await scale.probe()


@in_loop
async def test_a_silent_scale_is_a_transport_error(monkeypatch):
    monkeypatch.setattr(driver, "ANSWER", 0.05)

    for options in (ASK, HEARD):
        with pytest.raises(TransportError):
            await over(GenericScale, Machine(silent=True), options=options).probe()


@pytest.mark.parametrize("after", [0, 3, 10])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    with pytest.raises(TransportError):
        await over(GenericScale, Machine(), Cut, ASK, after=after).weigh()


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_noise_never_makes_a_wrong_weight(monkeypatch, seed):
    monkeypatch.setattr(driver, "ANSWER", 0.02)
    monkeypatch.setattr(driver.generic_scale, "PAUSE", 0.01)
    machine = Machine(kg=12.345)

    await believes_no_noise(over(GenericScale, machine, options=ASK), machine, Weight(Balance.STABLE, 12.345), seed)


@in_loop
async def test_more_than_ten_readings_a_second():
    assert await readings_per_second(GenericScale, Machine(kg=1.5), 9600, ASK) > 10
