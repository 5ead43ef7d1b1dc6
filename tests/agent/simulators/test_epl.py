"""The simulated EPL printer: what it answers, what it keeps inside, and its habits on a port."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.simulators.epl import MOST, Epl
from iot_agent.simulators.escpos import Mode, Served
from iot_agent.values import Paper
from tests.support.loop import in_loop
from tests.support.waiting import until

PAGE = b'N\nA0,0,0,4,1,1,N,"hello"\nP1\n'


def printer(**state):
    machine = Epl(**state)
    said = bytearray()
    machine.answer = said.extend
    return machine, said


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({}, b"00\r\n"),
        ({"paper": Paper.LOW}, b"00\r\n"),
        ({"paper": Paper.OUT}, b"07\r\n"),
        ({"head_open": True}, b"11\r\n"),
        ({"jammed": True}, b"81\r\n"),
        ({"paper": Paper.OUT, "head_open": True}, b"07,11\r\n"),
        ({"head_open": True, "mute": True}, b""),
        ({"mute": True}, b"00\r\n"),
    ],
)
def test_reports_as_in_the_manuals(state, said):
    machine, answered = printer(**state)

    machine.receive(b"^ee\r\n")

    assert bytes(answered) == said


def test_a_question_within_a_picture_is_none():
    machine, said = printer()
    machine.receive(b"GW0,0,4,2,^ee\r\n^ee")
    assert not said

    machine.receive(b"\r\n^ee\r\n")

    assert bytes(said) == b"00\r\n"


def test_what_waits_comes_out_when_it_can():
    machine, said = printer(paper=Paper.OUT)
    machine.receive(PAGE + b"^ee\n")
    assert not machine.labels
    assert bytes(said) == b"07\r\n"

    machine.set(paper=Paper.OK)

    assert [label.text for label in machine.labels] == [("hello",)]


def test_full_it_takes_no_more():
    machine, _ = printer(head_open=True)
    machine.receive(PAGE * (MOST - 1))
    assert not machine.full
    machine.receive(PAGE)

    assert machine.full


commands = st.sampled_from(
    [b"N", b"GW0,0,9,9,", b"GW", b"q", b"Q", b"P", b"A0,0,0,4,1,1,N,", b'"', b"\n", b"LO", b"^ee"]
)


@given(st.lists(commands | st.binary(max_size=6) | st.integers(0, 9).map(b"%d".__mod__), max_size=30))
def test_nonsense_harms_no_later_label(parts):
    machine, _ = printer()
    machine.receive(b"".join(parts))
    machine.receive(b"\n" * 1000 + b"q400\nQ100,0\n" + PAGE)

    assert machine.labels[-1].text == ("hello",)


@in_loop
async def test_on_a_port_it_can_be_silent():
    machine = Epl()
    served = Served(machine)
    host, _, port = (await served.start()).rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"^ee\r\n")
    assert await reader.readexactly(4) == b"00\r\n"
    served.behave(Mode.SILENT)
    writer.write(b"^ee\r\n" + PAGE)
    await until(lambda: machine.labels)

    writer.close()
    await served.stop()

    assert len(machine.labels) == 1
