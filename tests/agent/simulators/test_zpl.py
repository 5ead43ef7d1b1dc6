"""The simulated label printer by the guide: what stands on the label, what ~HS says, and its habits on a port."""

import asyncio
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.simulators.escpos import Mode, Served
from iot_agent.simulators.zpl import BUFFER, Zpl
from iot_agent.values import Paper
from tests.support.loop import in_loop
from tests.support.waiting import until

SMALL = b"^XA^PW16^LL4"
PAGE = b"^XA^FO0,0^A0N,20^FDhello^FS^XZ"


def printer(**state):
    machine = Zpl(**state)
    said = bytearray()
    machine.answer = said.extend
    return machine, said


def one(data):
    machine, _ = printer()
    machine.receive(data)
    assert not machine.reader.unknown
    (label,) = machine.labels
    return label


def rows(label):
    return label.picture.rows.hex(" ", label.picture.row_bytes)


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        (b"^FO0,0^GFA,4,4,2,80010FF0^FS", "8001 0ff0 0000 0000"),
        (b"^FO0,1^GFA,4,4,2,8,\n:^FS", "0000 8000 8000 0000"),
        (b"^FO0,0^GFA,8,8,2,IF!,J1!^FS", "ffff 0000 1111 ffff"),
        (b"^FO4,0^GFA,2,2,1,HFG0G1^FS", "0ff0 0010 0000 0000"),
        (b"^FO0,0^GFA,8,8,2,:B64:gAEP8AAA//8=:98C3^FS", None),
        (b"^FO12,0^GFA,1,1,1,FF^FS", "000f 0000 0000 0000"),
        (b"^FO0,3^GFA,4,4,2,80010FF0^FS", "0000 0000 0000 8001"),
        (b"^FO2,0^GB8,4,1^FS", "3fc0 2040 2040 3fc0"),
        (b"^FO0,1^GB16,0,2^FS", "0000 ffff ffff 0000"),
        (b"^FO0,0^GFA,1,1,1,F0^FS^FO0,0^GFA,1,1,1,0F^FS", "ff00 0000 0000 0000"),
    ],
)
def test_pictures_and_boxes(field, shown):
    label = one(SMALL + field + b"^XZ")
    if shown is None:
        assert rows(label) in ("8001 0ff0 0000 ffff", "0000 0000 0000 0000")
    else:
        assert rows(label) == shown


def test_a_wrong_checksum_is_no_picture():
    assert rows(one(SMALL + b"^FO0,0^GFA,8,8,2,:B64:gAEP8AAA//8=:0000^FS^XZ")) == "0000 0000 0000 0000"


def test_text_stands_where_it_should_and_grows():
    small, large = (one(b"^XA^LL200^FO40,50^A0N,%d^FDH^FS^XZ" % size) for size in (20, 60))

    def ink(label):
        across = label.picture.row_bytes
        lines = [int.from_bytes(label.picture.rows[at * across : (at + 1) * across], "big") for at in range(200)]
        black = [at for at, line in enumerate(lines) if line]
        return black[0], black[-1], label.picture.width - max(line.bit_length() for line in lines)

    assert ink(small)[0] == ink(large)[0] == 50
    assert ink(small)[2] == ink(large)[2] == 40
    assert ink(large)[1] > ink(small)[1] > 50
    assert small.text == ("H",)


def test_a_bar_code_has_its_bars():
    """Start B, "A", check character 34 (104 + 33 modulo 103) and stop, two dots a module."""
    label = one(b"^XA^PW120^LL3^FO10,1^BY2^BCN,2,N^FDA^FS^XZ")
    modules = "1101001000010100011000100010110001100011101011"

    row = int.from_bytes(label.picture.rows[15:30], "big") >> (120 - 10 - 2 * len(modules))
    assert format(row, "b") == "".join(bit * 2 for bit in modules)
    assert label.picture.rows[:15] == bytes(15)
    assert label.picture.rows[15:30] == label.picture.rows[30:]
    assert label.text == ("A",)


def test_hexadecimal_characters():
    assert one(b"^XA^FH^FDa_5Eb_7e^FS^XZ").text == ("a^b~",)
    assert one(b"^XA^FD_5E^FS^XZ").text == ("_5E",)


def test_copies_and_sizes_that_stay():
    machine, _ = printer()
    machine.receive(b"^XA^PW80^LL40^PQ3^XZ^XA^XZ")

    assert [(label.picture.width, label.picture.height) for label in machine.labels] == [(80, 40)] * 4


def test_in_any_pieces_and_with_noise_between():
    machine, _ = printer()
    for byte in b"noise\r\n" + PAGE + b"\r\n ^XZ" + PAGE:
        machine.receive(bytes((byte,)))

    assert [label.text for label in machine.labels] == [("hello",)] * 2


def test_what_it_cannot_read_is_told():
    machine, _ = printer()
    machine.receive(b"^XA^BON,2,3^FDx^FS^XZ")

    assert machine.reader.unknown == [b"^BO"]


commands = st.sampled_from(
    [b"^XA", b"^XZ", b"^GFA", b"^GB", b"^BC", b"^BY", b"^FO", b"^FD", b"^PW9", b"^LL9", b"^PQ", b",", b":Z64:"]
)


@given(st.lists(commands | st.binary(max_size=6) | st.integers(0, 99).map(b"%d".__mod__), max_size=30))
def test_nonsense_harms_no_later_label(parts):
    machine, _ = printer()
    machine.receive(b"".join(parts))
    machine.receive(b"~JA" + PAGE)

    assert machine.labels[-1].text == ("hello",)


READY = b"\x02030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,0,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"


@pytest.mark.parametrize(
    ("state", "changed"),
    [
        ({}, []),
        ({"paper": Paper.OUT}, [(b"030,0,", b"030,1,")]),
        ({"paused": True}, [(b"030,0,0,", b"030,0,1,")]),
        ({"head_open": True}, [(b"001,0,0,", b"001,0,1,")]),
        ({"ribbon_out": True}, [(b"001,0,0,0,", b"001,0,0,1,")]),
    ],
)
def test_status_as_in_the_guide(state, changed):
    machine, said = printer(**state)
    expected = READY
    for before, after in changed:
        expected = expected.replace(before, after)

    machine.receive(b"~HS")

    assert bytes(said) == expected


def test_questions_are_answered_in_any_pieces_and_only_once():
    machine, said = printer()
    for byte in b"~HS^XA~HS^XZ":
        machine.receive(bytes((byte,)))

    assert said.count(b"\x021234") == 2
    assert said.count(b",0,0,1,000,") == 1
    assert len(machine.labels) == 1


def test_what_waits_is_counted():
    machine, said = printer(paper=Paper.OUT)
    machine.receive(PAGE * 2 + b"~HS")
    assert b",1218,002," in said

    machine.set(paper=Paper.OK, busy=True)
    machine.receive(b"~HS")

    assert b",00000002,1," in said
    assert not machine.labels
    machine.set(busy=False)
    assert len(machine.labels) == 2


def test_mute_it_says_nothing_in_trouble():
    machine, said = printer(mute=True, head_open=True)
    machine.receive(b"~HS")
    assert not said

    machine.set(head_open=False)
    machine.receive(b"~HS")

    assert bytes(said) == READY


def test_what_is_cancelled_is_never_printed():
    machine, _ = printer(paper=Paper.OUT)
    machine.receive(PAGE + b"^XA^GFA,9,9,1,00")
    machine.receive(b"~J")
    machine.receive(b"A" + b"^XA^FDnext^FS^XZ")
    machine.set(paper=Paper.OK)

    assert [label.text for label in machine.labels] == [("next",)]


def test_full_it_says_so():
    machine, said = printer(paper=Paper.OUT)
    machine.receive(bytes(BUFFER))
    machine.receive(b"~HS")

    assert machine.full
    assert b",000,1,0,0,000," in said


@in_loop
async def test_on_a_port_it_can_be_silent_and_drop():
    machine = Zpl()
    served = Served(machine)
    host, _, port = (await served.start()).rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"~HS")
    assert await reader.readexactly(len(READY)) == READY
    served.behave(Mode.SILENT)
    writer.write(b"~HS" + PAGE)
    await until(lambda: machine.labels)

    served.behave(Mode.DROP, drop_after=3)
    writer.write(PAGE)
    with contextlib.suppress(ConnectionError):
        assert not await reader.read()
    writer.close()
    await served.stop()

    assert len(machine.labels) == 1
