"""The process that decodes pictures: what it is asked, how it ends, and that it is confined."""

import json
import subprocess
import sys

import pytest

from iot_agent import decoder
from iot_agent.codecs.video import HEAD, LENGTH, Exit
from iot_agent.simulators.v4l2 import number_on
from tests.support.film import coded


def asked(encoding, data, width=0):
    words = json.dumps({"encoding": encoding, "width": width})
    command = [sys.executable, "-m", "iot_agent.decoder", words]
    return subprocess.run(command, input=data, capture_output=True, check=False)


@pytest.mark.parametrize("encoding", ["H264", "H265"])
def test_the_last_picture_is_what_comes_out(encoding):
    data = b"".join(LENGTH.pack(len(one)) + one for one in coded(encoding, 12))
    done = asked(encoding, data + LENGTH.pack(0))
    assert done.returncode == Exit.WHOLE
    width, height, size = HEAD.unpack(done.stdout[: HEAD.size])
    jpeg = done.stdout[HEAD.size :]
    assert (width, height, size, number_on(jpeg)) == (320, 240, len(jpeg), 12)


@pytest.mark.parametrize("data", [b"", LENGTH.pack(0), LENGTH.pack(9) + b"half", LENGTH.pack(1 << 31) + b"x", b"abc"])
def test_what_makes_no_picture_is_told_by_how_it_ends(data):
    done = asked("H264", data)
    assert (done.returncode, done.stdout) == (Exit.BAD_PICTURE, b"")


def test_its_bounds():
    assert decoder.MEMORY <= 1 << 30
    assert decoder.SECONDS <= 60
