"""Processes of our own for what may not happen in the agent: native code on bytes that come from outside."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


async def start(module: str, asked: str) -> asyncio.subprocess.Process:
    """`module` of this package as a process with one argument, and pipes to speak to it."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", f"{PACKAGE.name}.{module}", asked),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )


async def end(child: asyncio.subprocess.Process) -> None:
    """It is gone afterwards, whatever it was doing."""
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    await child.wait()
