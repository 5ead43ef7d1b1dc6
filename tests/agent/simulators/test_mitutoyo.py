"""The simulated tool, without its driver."""

from iot_agent.simulators.mitutoyo import Mitutoyo


def test_it_answers_as_its_manual_says():
    machine = Mitutoyo(0.123)
    assert machine.receive(b"1") == b""
    assert machine.receive(b"\r") == b"01A+0000.123\r"
    assert machine.receive(b"2\r") == b""
    machine.value, machine.decimals = 0.12345, 5
    assert machine.press() == b"01A+00.12345\r"
    machine.value, machine.decimals, machine.channel = -1.5, 2, 3
    assert machine.press() == b"03A-00001.50\r"


def test_it_may_be_off_or_silent():
    machine = Mitutoyo(off=True)
    assert machine.receive(b"1\r") == b"911\r"
    machine.silent = True
    assert machine.receive(b"1\r") == b""
