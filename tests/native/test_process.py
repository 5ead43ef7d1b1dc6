"""Nothing that set-up starts outlives it."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from native.errors import SetupError
from native.paths import PROJECT
from native.process import Child, Service, run
from tests.support.e2e_wait import until

PARENT = """
import sys, time
from pathlib import Path
from native.process import Child
child = Child(["sleep", "60"], Path(sys.argv[1]))
print(child.pid, flush=True)
time.sleep(60)
"""


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "log")]
    environment = {"PYTHONPATH": str(PROJECT / "docker"), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.send_signal(signal.SIGKILL)
    until(lambda: not alive(pid), 5, "the child ended")


def test_stopping_ends_the_whole_group(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    child = Child(["sh", "-c", f"sleep 60 & echo $! > {pids}; trap '' TERM; wait; wait"], tmp_path / "log")
    until(lambda: pids.exists() and pids.read_text().strip().isdigit(), 5, "the grandchild started")
    child.stop(timeout=0.2)
    until(lambda: not alive(int(pids.read_text())), 5, "the grandchild ended")


def test_a_failure_shows_the_end_of_the_log(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"Doing it failed with status 3\.(.|\n)*what went wrong"):
        run(["sh", "-c", "echo what went wrong; exit 3"], tmp_path / "log", "Doing it")


class Sleeper(Service):
    def start(self) -> None:
        self._child = Child(["sleep", "60"], None)


@pytest.mark.parametrize("end", [Sleeper.stop, Sleeper.kill])
def test_a_service_runs_from_start_to_end(end: Callable[[Sleeper], None]) -> None:
    service = Sleeper()
    end(service)
    with pytest.raises(RuntimeError, match="Sleeper is not started"):
        _ = service.pid
    for _time in range(2):
        service.start()
        assert service.running
        pid = service.pid
        end(service)
        assert not service.running
        assert not alive(pid)
