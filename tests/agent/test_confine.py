"""Bounds for processes that read what comes from outside, each in a process of its own."""

import subprocess
import sys

CONFINED = """
import signal, socket
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from iot_agent.confine import close, confine
confine(1 << 28, 5)
try:
    bytearray(1 << 29)
except MemoryError:
    print("no memory")
try:
    with open({path!r}, "wb", buffering=0) as file:
        file.write(b"x")
except OSError:
    print("no file")
close()
for use in (lambda: open("/dev/null"), socket.socket):
    try:
        use()
    except OSError:
        print("nothing to open")
"""


def test_it_has_little_memory_writes_no_file_and_opens_nothing_once_it_is_closed(tmp_path):
    script = CONFINED.format(path=str(tmp_path / "file"))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["no memory", "no file", "nothing to open", "nothing to open"]


def test_it_does_not_run_for_ever():
    script = "from iot_agent.confine import confine; confine(1 << 28, 1)\nwhile True: pass"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60).returncode < 0
