"""Child processes that never outlive their parent.

Each child leads its own process group and asks the kernel for a signal when the thread that started it dies, so start
children in the main thread.
"""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from .errors import SetupError

STOP_TIMEOUT = 15.0


class Child:
    """One running program. Its output goes to a log file, or to ours where there is none."""

    def __init__(
        self,
        argv: Sequence[str | Path],
        log: Path | None,
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        """Starts it: `user` is an unprivileged account that root lends it, `stop_signal` asks it to end."""
        self.log = log
        self.name = Path(argv[0]).name
        self._stop_signal = stop_signal
        lent = ["--reuid", user, "--regid", user, "--clear-groups"] if user else []
        death = stop_signal.name.removeprefix("SIG")
        command = ["setpriv", "--pdeathsig", death, *lent, "--", *(str(word) for word in argv)]
        with _opened(log) as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **env} if env else None,
                cwd=cwd,
                start_new_session=True,
            )
        self._wait_for_promise()

    def _wait_for_promise(self) -> None:
        """Returns when setpriv has asked the kernel for the signal and has become the program itself."""
        not_yet = {Path("/proc/self/cmdline").read_bytes(), b""}  # before and within exec
        theirs = Path(f"/proc/{self.pid}/cmdline")
        while self.running and ((line := theirs.read_bytes()) in not_yet or line.startswith(b"setpriv\0")):
            time.sleep(0.001)

    @property
    def pid(self) -> int:
        """The process id, which is also that of its process group."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    @property
    def returncode(self) -> int | None:
        """Its exit status, None while it runs."""
        return self._process.poll()

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the child alone."""
        self._process.send_signal(number)

    def stop(self, timeout: float = STOP_TIMEOUT) -> None:
        """Asks it to end, and ends the whole group when it does not within `timeout` seconds."""
        if self.running:
            self._process.send_signal(self._stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout)
        self.kill()

    def kill(self) -> None:
        """Ends the child and whatever is left of its group, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def wait_for(self, ready: Callable[[], bool], what: str, timeout: float) -> None:
        """Returns when `ready()`; a child that ends or is late raises SetupError with the end of its log."""
        deadline = time.monotonic() + timeout
        while not ready():
            if not self.running:
                raise SetupError(f"{what}: {self.name} ended with status {self.returncode}.\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise SetupError(f"{what}: not within {timeout:.0f} s.\n{self.log_tail()}")
            time.sleep(0.02)

    def close(self) -> None:
        """Stops it, for contextlib.closing."""
        self.stop()

    def log_tail(self, lines: int = 25) -> str:
        """The last lines of its log, for an error message."""
        if not self.log:
            return ""
        text = self.log.read_text(errors="replace").splitlines()
        return "\n".join([f"  ({self.log})", *(f"  | {line}" for line in text[-lines:])])


class Service:
    """A program that is started, stopped and started again; who derives from it starts the child."""

    _child: Child | None = None

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self._child is not None and self._child.running

    @property
    def pid(self) -> int:
        """The process id."""
        if not self._child:
            raise RuntimeError(f"{type(self).__name__} is not started")
        return self._child.pid

    def stop(self) -> None:
        """Stops it cleanly."""
        if self._child:
            self._child.stop()
            self._child = None

    def kill(self) -> None:
        """Ends it and all its processes at once."""
        if self._child:
            self._child.kill()
            self._child = None


@contextlib.contextmanager
def _opened(log: Path | None) -> Iterator[IO[bytes] | None]:
    if not log:
        yield None
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        yield output


def run(
    argv: Sequence[str | Path],
    log: Path | None,
    what: str,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> None:
    """Runs a program to its end; raises SetupError with the end of its log when it fails."""
    child = Child(argv, log, env=env, cwd=cwd)
    try:
        while child.running:
            time.sleep(0.1)
    finally:
        child.stop()
    if child.returncode != 0:
        raise SetupError(f"{what} failed with status {child.returncode}.\n{child.log_tail()}")


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Within, SIGTERM and SIGHUP end the program as Ctrl-C does, so that every `finally` runs."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("signals are handled in the main thread")
    previous = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
