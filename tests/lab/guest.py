"""The guest as a test sees it: commands, files, the agent that runs in it, and what is plugged in."""

from __future__ import annotations

import base64
import compileall
import contextlib
import io
import json
import shlex
import shutil
import tarfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from iot_agent import wire
from native.lab import Machine
from native.paths import PROJECT

T = TypeVar("T")

PATIENCE = 300.0
"""Seconds for whatever is to happen at all: an emulated machine is slow, and slower beside others."""
LISTENS = 5.0
"""Seconds within which what was typed or pressed is usually heard."""

WITH_AGENT = "agent"
"""The snapshot in which the agent runs and nothing is plugged in."""
HOME = "/opt/iot"
STATE = "/var/lib/iot-agent"
LOG = "/var/log/iot-agent.log"
AGENT_PID = "/run/lab/agent.pid"
BROWSER = "/run/lab/browser"
"""What the agent would show pages with; a test that wants one puts it there."""


class Guest:
    """A running guest. Whatever a kind of device needs inside stands in tests/lab/inside, in the guest in `HOME`/lab."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.url = f"http://127.0.0.1:{machine.port}"
        self.run(f"date -s @{time.time():.3f}")  # it slept since the snapshot

    def run(self, command: str, *, timeout: float = PATIENCE) -> str:
        """Output of a shell command; one that fails fails the test."""
        ended = self.machine.ask({"run": command, "timeout": timeout}, timeout + 10)
        assert ended["status"] == 0, f"{command}: status {ended['status']}\n{ended['output']}"
        return ended["output"]

    def start(self, *words: str, log: str = "/dev/null") -> int:
        """A command that stays; its process id."""
        command = f"PYTHONPATH={HOME} setsid {shlex.join(words)} >>{log} 2>&1 </dev/null & echo $!"
        return int(self.run(f"cd {HOME}; {command}"))

    def read(self, path: str) -> bytes:
        """The content of a file."""
        return base64.b64decode(self.machine.ask({"read": path})["data"])

    def write(self, path: str, data: bytes) -> None:
        """Writes a file, and the folders above it."""
        self.machine.write(path, data)

    def install_agent(self) -> None:
        """Brings the agent as it stands in the work tree; the guest compiles what is not of its Python."""
        self.write("/tmp/iot.tar.gz", _packed())  # noqa: S108 - of the guest
        self.run(f"mkdir -p {HOME} && tar -xzf /tmp/iot.tar.gz -C {HOME} && python3 -m compileall -q {HOME}")

    def start_agent(self) -> int:
        """Its process id, once it answers."""
        settings = f"IOT_AGENT_BROWSER={BROWSER} --headless"
        run = ("python3", "-m", "iot_agent", "run", "--state", STATE, "--listen", "0.0.0.0:8069")
        agent = self.start("env", settings, *run, log=LOG)
        until(self._answers)
        return agent

    def kill_agent(self) -> None:
        """Ends the agent of the snapshot, as a power cut would."""
        self.run(f"kill -KILL $(cat {AGENT_PID})")

    def status(self) -> dict[str, Any]:
        """What the agent says of itself and its devices."""
        with urllib.request.urlopen(f"{self.url}/status", timeout=PATIENCE) as answer:
            return json.load(answer)

    def devices(self) -> dict[str, dict[str, Any]]:
        """The agent's devices by their identifier."""
        return {device["identifier"]: device for device in self.status()["devices"]}

    def pair(self, token: str) -> None:
        """Pastes a connection token on the agent's homepage."""
        asked = wire.dumps(wire.Setup(token=token)).encode()
        with urllib.request.urlopen(
            urllib.request.Request(f"{self.url}/setup/pair", asked), timeout=PATIENCE
        ) as answer:
            assert answer.status == 200

    def log(self) -> str:
        """What the agent has logged."""
        return self.read(LOG).decode(errors="replace")

    def _answers(self) -> bool:
        try:
            return bool(self.status())
        except OSError:
            return False


def until(condition: Callable[[], T | None], seconds: float = PATIENCE) -> T:
    """What `condition` returns once it is true; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)
    return found


def until_heard(do: Callable[[], object], heard: Callable[[], T | None]) -> T:
    """Does it until that is heard: a pause of a machine with more to do cuts what is typed, and costs it."""

    def tried() -> T | None:
        do()
        with contextlib.suppress(AssertionError):
            return until(heard, LISTENS)
        return None

    return until(tried)


def _packed() -> bytes:
    """The agent's package and what the guest runs for the tests, links followed, compiled as this Python does it."""
    packed = io.BytesIO()
    with TemporaryDirectory(prefix="iot-lab-") as folder:
        for source, name in ((PROJECT / "iot_agent", "iot_agent"), (Path(__file__).parent / "inside", "lab")):
            shutil.copytree(source, Path(folder, name), ignore=shutil.ignore_patterns("__pycache__"))
        compileall.compile_dir(folder, quiet=2, stripdir=folder, prependdir=HOME)
        with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as archive:
            for path in Path(folder).iterdir():
                archive.add(path, path.name)
    return packed.getvalue()
