"""The simulated tool, without its driver."""

from iot_agent.simulators.sylvac import Sylvac


def test_it_answers_as_its_manual_says():
    machine = Sylvac(12.345)
    assert machine.receive(b"?\r") == b"+0012.345\r"
    assert machine.receive(b"PR") == b""
    assert machine.receive(b"I\rSET?\r") == b"+0012.345\rMM RES2 REF1 B1\r"
    assert machine.receive(b"IN\r") == b"IN\r"
    assert machine.press() == b"+12.34500\r"
    assert machine.receive(b"SET?\r") == b"IN RES2 REF1 B1\r"
    assert machine.receive(b"ID?\r") == b"SY210A\r"
    assert machine.receive(b"WHAT\r") == b"ERR1\r"


def test_it_may_fail_be_off_or_hear_nothing():
    assert Sylvac(failing=True).press() == b"ERR3\r"
    assert Sylvac(off=True).press() == b""
    assert Sylvac(simplex=True).receive(b"?\r") == b""
