"""A pseudo terminal with a machine behind it."""

import contextlib
import os

from iot_agent.simulators.serial_port import Port
from tests.support.loop import in_loop
from tests.support.waiting import until


class Echo:
    def receive(self, data):
        return data.upper()


@in_loop
async def test_it_answers_and_speaks_by_itself(tmp_path):
    port = Port(Echo())
    end = os.open(port.start(tmp_path / "port"), os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
    os.write(end, b"hello")
    got = bytearray()

    def heard(what):
        with contextlib.suppress(BlockingIOError):
            got.extend(os.read(end, 100))
        return what in got

    await until(lambda: heard(b"HELLO"))
    port.send(b"news")
    await until(lambda: heard(b"news"))
    os.close(end)
    port.stop()
    port.stop()
    port.send(b"nobody hears it")
    assert not (tmp_path / "port").is_symlink()
