"""A browser of its own for each screen, told what to show through a pipe that nobody else can reach.

Source: Chromium's switches (--kiosk, --remote-debugging-pipe: it reads file 3 and writes file 4, and ends when they
are closed, so that it never outlives the agent).
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import shlex
import shutil
import signal
import socket
from pathlib import Path

from ..codecs import devtools
from ..core.match import Candidate
from ..errors import DeviceError, MissingLibrary, TransportError
from ..wire import Code
from . import outputs
from .descriptor import Descriptor

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--kiosk",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--hide-crash-restore-bubble",
    "--disable-session-crashed-bubble",
    "--disable-component-update",
    "--disable-features=Translate",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--password-store=basic",
    "--autoplay-policy=no-user-gesture-required",
)
START = 9.0
"""Seconds it gets to start."""
LEAVE = 1.0
"""Seconds a browser gets to end by itself."""
HIGH = 10
"""Its end of the pipe is kept above the numbers it reads and writes."""


async def open_(seen: Candidate, _baud: str) -> Kiosk:
    """Start the browser of this screen. DeviceError without a desktop, MissingLibrary without a browser."""
    command = shlex.split(seen.hints.get("browser", "")) or [_found()]
    headless = any(word.startswith("--headless") for word in command)
    if not headless and not outputs.session():
        raise DeviceError(Code.NO_DESKTOP)
    profile = Path(seen.hints["profile"])
    x, y = await outputs.place(seen.address)
    on = ["--ozone-platform=x11"] if os.environ.get("DISPLAY") and not headless else []
    words = [*command, *FLAGS, *on, f"--user-data-dir={profile}", f"--window-position={x},{y}", "about:blank"]
    pid, fd = await asyncio.to_thread(_start, words, profile)
    browser = Kiosk(pid, fd, seen.address)
    try:
        await browser.ready()
    except BaseException:
        await browser.close()
        raise
    return browser


def _found() -> str:
    """Chromium in PATH."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    raise MissingLibrary("apt install chromium")


def _start(words: list[str], profile: Path) -> tuple[int, int]:
    """Its process and our end of its pipe."""
    program = shutil.which(words[0])
    if program is None:
        raise MissingLibrary(f"apt install {Path(words[0]).name}")
    profile.mkdir(parents=True, exist_ok=True, mode=0o700)
    (profile / "SingletonLock").unlink(missing_ok=True)  # of one that was killed; nobody else has this profile
    near, far = socket.socketpair()
    with near, far:
        theirs = fcntl.fcntl(far.fileno(), fcntl.F_DUPFD_CLOEXEC, HIGH)
        actions = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
        pipe = [(os.POSIX_SPAWN_DUP2, theirs, number) for number in (3, 4)]
        try:
            pid = os.posix_spawn(program, words, os.environ, file_actions=[*actions, *pipe], setpgroup=0)
        except OSError as error:
            raise TransportError(f"{program}: {error.strerror}") from error
        finally:
            os.close(theirs)
        return pid, near.detach()


class Kiosk(Descriptor):
    """One browser; its death is the end of the wire."""

    def __init__(self, pid: int, fd: int, name: str) -> None:
        super().__init__(fd, f"the browser on {name}")
        self.pid = pid

    async def ready(self) -> None:
        """Return once it listens: a small board takes its time to start one."""
        try:
            async with asyncio.timeout(START):
                await self.write(devtools.command(0, "Browser.getVersion", {}))
                while devtools.END not in await self.read():
                    pass
        except TimeoutError:
            raise TransportError(f"{self._name} does not start") from None

    async def _give_back(self) -> None:
        """Closing the pipe ends it; what is left of it by then is killed."""
        await super()._give_back()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LEAVE):
                await self._end()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        await asyncio.to_thread(self._bury)

    async def _end(self) -> None:
        """Return when its first process has ended, buried or not."""
        try:
            grave = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(grave, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(grave)
            os.close(grave)

    def _bury(self) -> None:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
