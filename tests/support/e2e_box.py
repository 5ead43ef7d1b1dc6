"""A box of the tests: the real agent, in a process of its own."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from iot_agent import seal, wire
from native.paths import AGENT_BIN
from native.ports import free_port
from native.process import Child
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_wait import PATIENCE, until

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
NO_CERTIFICATES = {"SSL_CERT_FILE": os.devnull}
"""Reading those of this machine is a fifth of each start, and nobody in these tests speaks TLS."""


class BoxProcess:
    """`iot-agent run` with its own state folder, port and settings; `simulators` may be all that has settings."""

    def __init__(
        self, folder: Path, identifier: str, simulators: Simulators | None = None, **settings: str | float | list[str]
    ) -> None:
        self.identifier = identifier
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.state = folder / "state"
        self.log = folder / "agent.log"
        self._devices = simulators.settings if simulators else ""
        self._settings = {
            "listen": f"127.0.0.1:{self.port}",
            "advertise": [self.url],
            "identifier": identifier,
            "scan": 0.5,
            **settings,
        }
        self.wrap: list[str] = []
        """Words before its command, which end in becoming it."""
        self.environment: dict[str, str] = {}
        self._child: Child | None = None

    def __repr__(self) -> str:
        return f"box {self.identifier} at {self.url}"

    # --- the process

    def start(self) -> "BoxProcess":
        """Starts it, and waits until it answers."""
        self.spawn()
        assert self._child
        self._child.wait_for(lambda: self.status() is not None, "Starting the agent", 2 * PATIENCE)
        return self

    def spawn(self) -> None:
        """Starts it, without waiting."""
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = self.folder / "agent.toml"
        lines = [f"{name} = {json.dumps(value)}" for name, value in self._settings.items()]
        settings.write_text("\n".join(lines) + "\n" + self._devices)
        command = [AGENT_BIN / "iot-agent", "run", "--state", self.state, "--settings", settings]
        self._child = Child([*self.wrap, *command], self.log, env={**NO_CERTIFICATES, **self.environment})

    def kill(self) -> None:
        """kill -9."""
        if self._child:
            self._child.signal(signal.SIGKILL)
            self._child.kill()
            self._child = None

    def stop(self) -> None:
        """Asks it to end, as a service manager does."""
        if self._child:
            self._child.stop()
            self._child = None

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def pid(self) -> int:
        assert self._child
        return self._child.pid

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.running

    def change(self, **settings: str | float | list[str]) -> None:
        """Other settings from the next start on."""
        self._settings |= settings

    # --- what it says of itself

    def status(self) -> dict[str, Any] | None:
        """What GET /status says; None when nobody answers."""
        try:
            with _direct.open(f"{self.url}/status", timeout=5) as response:
                return dict(json.load(response))
        except (urllib.error.URLError, OSError):
            return None

    def began_after(self, moment: float) -> bool:
        """Whether the run that answers began after that moment of time.monotonic(); its own clock may be set anew."""
        asked = time.monotonic()
        status = self.status()
        return status is not None and asked - status["uptime"] > moment

    def wait_restarted(self, since: float) -> None:
        """Returns when a run answers that began after that moment of time.monotonic()."""
        until(lambda: self.began_after(since), PATIENCE, "the agent restarted")

    def says(self, test: Callable[[dict[str, Any]], Any], within: float = 10.0, what: str = "") -> dict[str, Any]:
        """The status once `test` holds for it."""
        seen: dict[str, Any] = {}

        def look() -> bool:
            seen.clear()
            seen.update(self.status() or {})
            return bool(seen and test(seen))

        try:
            until(look, within, what)
        except AssertionError as error:
            raise AssertionError(f"{self!r}: {error}; status: {seen}") from None
        return seen

    def wait_online(self, within: float = 10.0) -> None:
        self.says(lambda status: status["online"], within, "online")

    def wait_free(self, within: float = 10.0) -> None:
        self.says(lambda status: not status["paired"], within, "not paired")

    def wait_devices(self, count: int, within: float = PATIENCE) -> None:
        """All devices open and answering."""
        self.says(
            lambda status: len([device for device in status["devices"] if device["health"] == "connected"]) == count,
            within,
            f"{count} devices connected",
        )

    # --- its set-up routes, as the homepage calls them

    def pair(self, token: str) -> None:
        """Pastes a connection token."""
        self.post("/setup/pair", wire.Setup(token=token))

    def owner(self, path: str, code: str) -> None:
        """POSTs to a route of the owner, with the owner code."""
        body = wire.dumps(wire.Empty()).encode()
        proof = seal.prove(seal.owner_secret(code), "POST", path, body, self.now())
        self.post(path, wire.Empty(), {"Authorization": "Owner", "IoT-Proof": proof})

    def now(self) -> float:
        status = self.status()
        assert status, f"{self!r} does not answer"
        return float(status["now"])

    def post(self, path: str, message: wire.Message, headers: dict[str, str] | None = None) -> dict[str, Any]:
        """The answer to a message; an AssertionError with the refusal otherwise."""
        request = urllib.request.Request(self.url + path, wire.dumps(message).encode(), headers or {}, method="POST")
        request.add_header("Content-Type", "application/json")
        try:
            with _direct.open(request, timeout=30) as response:
                return dict(json.load(response))
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{self!r} {path}: {error.code} {error.read().decode()}") from None
