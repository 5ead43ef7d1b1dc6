import subprocess
import sys
from pathlib import Path

from native import ports

DOCKER = Path(ports.__file__).parents[1]


def test_no_port_is_given_twice_though_nobody_listens_on_it(monkeypatch):
    """Not to this process, and not to another one while this one lives."""
    some = ports.free_port()
    monkeypatch.setattr(ports, "BELOW_THE_KERNELS", [some])
    ask = f"from native import ports; print(ports._claim({some}))"

    def asked_elsewhere():
        command = [sys.executable, "-c", ask]
        return subprocess.run(command, cwd=DOCKER, capture_output=True, text=True, check=True).stdout

    assert ports.is_free(some)
    assert not ports._claim(some)
    assert asked_elsewhere() == "False\n"
