"""Bytes in any pieces, one whole command after the other."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from iot_agent.simulators.intake import Intake


@dataclass
class Counted(Intake):
    """Commands are a length of two bytes and so many more."""

    seen: list[bytes] = field(default_factory=list)

    def _one(self):
        self.seen.append(self._take(self._word()))


@given(st.lists(st.binary(max_size=20)), st.lists(st.integers(1, 9), min_size=1))
def test_the_pieces_do_not_matter(commands, sizes):
    data = b"".join(len(command).to_bytes(2, "little") + command for command in commands)
    reader = Counted()
    at = turn = 0
    while at < len(data):
        size = sizes[turn % len(sizes)]
        reader.feed(data[at : at + size])
        at, turn = at + size, turn + 1
    assert reader.seen == commands
    assert not reader._buffer


def test_what_is_not_whole_waits():
    reader = Counted()
    reader.feed(b"\x01\x00a\x05\x00bc")
    assert reader.seen == [b"a"]
    reader.feed(b"def")
    assert reader.seen == [b"a", b"bcdef"]
