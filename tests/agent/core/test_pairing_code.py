import pytest

from iot_agent import seal
from iot_agent.core.clock import Clock
from iot_agent.core.pairing_code import GUESSES, PairingCode
from iot_agent.wire import Code, WireError


class Hand(Clock):
    """A clock whose uptime is moved by hand."""

    def __init__(self):
        super().__init__()
        self.seconds = 0.0

    def uptime(self):
        return self.seconds


def test_takes_its_own_code_however_it_is_typed():
    code = PairingCode(Clock())
    code.check(f"{code.text[:4].lower()} - {code.text[4:]}")


def test_lives_two_hours():
    clock = Hand()
    code = PairingCode(clock)
    clock.seconds = 7199
    code.check(code.text)
    assert code.left == 1
    clock.seconds = 7201
    assert code.left == 0
    with pytest.raises(WireError) as refused:
        code.check(code.text)
    assert refused.value.code is Code.BAD_CODE


def test_expires_follows_the_wall_clock_of_the_server():
    clock = Clock()
    clock.learn(1000.0)
    code = PairingCode(clock)
    assert abs(code.expires - clock.now() - seal.CODE_LIFE) < 1


def test_wrong_guesses_use_it_up():
    code = PairingCode(Clock())
    first = code.text
    for _ in range(GUESSES - 1):
        with pytest.raises(WireError) as refused:
            code.check("WRONGONE")
        assert refused.value.code is Code.BAD_CODE
    with pytest.raises(WireError) as refused:
        code.check("WRONGONE")
    assert refused.value.code is Code.TOO_MANY
    assert code.text != first
    with pytest.raises(WireError):
        code.check(first)
    code.check(code.text)


def test_a_new_one_may_be_guessed_afresh():
    code = PairingCode(Clock())
    for _ in range(GUESSES - 1):
        with pytest.raises(WireError):
            code.check("WRONGONE")
    code.renew()
    with pytest.raises(WireError) as refused:
        code.check("WRONGONE")
    assert refused.value.code is Code.BAD_CODE
