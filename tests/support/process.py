"""The agent in a process of its own, as users run it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from iot_agent.core.store import Store
from iot_agent.local import client

from .waiting import until


class Process:
    """`python -m iot_agent run` on a folder; `program` are other words for Python than `-m iot_agent`."""

    def __init__(
        self, folder: Path, settings: str = "", scan: float = 0.2, program: tuple[str, ...] = ("-m", "iot_agent")
    ) -> None:
        self._program = program
        self.folder = folder
        self.state = folder / "state"
        self._file = folder / "agent.toml"
        self._file.write_text(f'listen = "127.0.0.1:0"\nidentifier = "box1"\nscan = {scan}\n{settings}')
        self._child: asyncio.subprocess.Process | None = None
        self.log = folder / "agent.log"

    async def start(self) -> None:
        command = [sys.executable, *self._program, "run", "--state", str(self.state), "--settings", str(self._file)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("IOT_AGENT_")}
        with self.log.open("a") as log:
            self._child = await asyncio.create_subprocess_exec(*command, env=environment, stderr=log)
        await until(self.status, 30)

    def status(self) -> dict[str, Any] | None:
        """What it says of itself; None while it does not."""
        url = Store(self.state).running()
        try:
            return client.status(url) if url else None
        except Exception:  # noqa: BLE001 - it starts or ends at this moment
            return None

    @property
    def url(self) -> str:
        return str(json.loads((self.state / "running.json").read_text())["url"])

    @property
    def pid(self) -> int:
        assert self._child
        return self._child.pid

    def kill(self) -> None:
        """kill -9."""
        os.kill(self.pid, signal.SIGKILL)

    def ask_to_stop(self, number: int = signal.SIGTERM) -> None:
        os.kill(self.pid, number)

    async def wait(self) -> int:
        assert self._child
        code = await asyncio.wait_for(self._child.wait(), 20)
        self._child = None
        return code

    async def end(self) -> None:
        if self._child and self._child.returncode is None:
            self.kill()
        if self._child:
            await self.wait()


@asynccontextmanager
async def process(folder: Path, settings: str = "", **more: Any) -> AsyncIterator[Process]:
    made = Process(folder, settings, **more)
    try:
        await made.start()
        yield made
    finally:
        await made.end()
