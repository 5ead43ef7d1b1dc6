"""What every scale that is asked owes to a line that lies."""

import pytest

from iot_agent.drivers.scales import asked
from iot_agent.drivers.scales.asked import AskedScale
from iot_agent.errors import ProtocolError, TransportError
from iot_agent.values import Balance, Weight
from tests.support.cables import Cable
from tests.support.loop import in_loop
from tests.support.scales import SEEN

ONE, TWO = Weight(Balance.STABLE, 1.0), Weight(Balance.STABLE, 2.0)


class Told(AskedScale):
    """Says what the test wants."""

    matches = ()

    def __init__(self, *answers):
        super().__init__(Cable(), SEEN, {})
        self.answers = list(answers)

    async def _ask(self):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def call(self):
        await self._say(b"?")
        return await self._hear(b".", most=4)

    async def sign(self):
        await self._say(b"?")
        return await self._count(1)


@in_loop
async def test_on_a_doubtful_line_a_weight_is_said_twice():
    assert await Told(ONE, ONE).weigh() == ONE
    assert await Told(ONE, TWO).weigh() == Weight(Balance.MOVING)


@in_loop
async def test_a_line_that_proved_good_is_believed_until_it_garbles_an_answer():
    scale = Told(*[ONE] * 2 * asked.DOUBT, ONE, ProtocolError("?"), ONE, TWO)

    for _ in range(asked.DOUBT + 1):
        assert await scale.weigh() == ONE
    with pytest.raises(ProtocolError):
        await scale.weigh()
    assert await scale.weigh() == Weight(Balance.MOVING)
    assert scale.answers == []


@pytest.mark.parametrize("how", ["call", "sign"])
@in_loop
async def test_silence_is_a_transport_error(monkeypatch, how):
    monkeypatch.setattr(asked, "ANSWER", 0.02)

    with pytest.raises(TransportError):
        await getattr(Told(), how)()


@in_loop
async def test_what_arrived_before_the_question_is_no_answer_to_it():
    scale = Told()
    scale.wire.far = lambda _: b"b."
    scale.wire.arrive(b"a.")

    assert await scale.call() == b"b."
