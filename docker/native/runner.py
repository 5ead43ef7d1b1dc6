"""Runs suites, several at a time where that does not falsify them, and says how each ended."""

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from . import scratch
from .install import agent_environment
from .paths import PROJECT
from .process import Child
from .progress import say, seconds
from .suites import Count, Suite

SIGN_OF_LIFE = 60.0
TAIL = 60


class Run:
    """One suite on its way: its commands one after the other, never waiting."""

    def __init__(self, suite: Suite, *, follow: bool) -> None:
        self.suite = suite
        self._commands: list[Sequence[object]] = [*suite.commands()]
        self._statuses: list[int] = []
        self._child: Child | None = None
        self._follow = follow
        self._shown = 0
        self._start = self._said = time.monotonic()
        self.duration = 0.0
        self.count: Count | None = None
        suite.log.parent.mkdir(parents=True, exist_ok=True)
        suite.log.write_bytes(b"")
        suite.report.unlink(missing_ok=True)

    def advance(self) -> None:
        """Starts the next command when the last has ended; sets `count` at the end."""
        self._show()
        if self._child:
            if self._child.returncode is None:
                return
            self._statuses.append(self._child.returncode)
            self._child.stop()
            self._child = None
        if self._commands:
            words = [str(word) for word in self._commands.pop(0)]
            environment = {**agent_environment(), **scratch.temporary(), "PYTHONPATH": str(PROJECT / "docker")}
            # Interrupted as by Ctrl-C, a suite tears down what it built up.
            self._child = Child(words, self.suite.log, env=environment, cwd=PROJECT, stop_signal=signal.SIGINT)
            return
        self._show()
        self.duration = time.monotonic() - self._start
        self.count = self.suite.count(self.suite, self._statuses)

    def line(self) -> str:
        """How it ended, in a line."""
        count = self.count or Count(0, 1)
        return f"{self.suite.name:<8} {'FAILED' if count.failed else 'ok':<7} {count!s:<32} {seconds(self.duration)}"

    def stop(self) -> None:
        """Ends what runs."""
        if self._child:
            self._child.stop()

    def _show(self) -> None:
        if self._follow:
            text = self.suite.log.read_text(errors="replace")
            print(text[self._shown :], end="", flush=True)
            self._shown = len(text)
        elif time.monotonic() - self._said > SIGN_OF_LIFE:
            self._said = time.monotonic()
            say(f"  … {self.suite.name} runs since {seconds(self._said - self._start)}")


def run(suites: Sequence[Suite]) -> list[Run]:
    """Runs them all and says how each ended."""
    ended: dict[str, Run] = {}
    follow = len(suites) == 1
    with _stopped_at_the_end() as running:
        waiting = list(suites)
        while waiting or running:
            _fill(running, waiting, follow=follow)
            for one in list(running):
                one.advance()
                if one.count:
                    running.remove(one)
                    ended[one.suite.name] = one
                    _announce(one, follow=follow)
            time.sleep(0.1)
    return [ended[suite.name] for suite in suites]


@contextmanager
def _stopped_at_the_end() -> Iterator[list[Run]]:
    running: list[Run] = []
    try:
        yield running
    finally:
        for run in running:
            run.stop()


def _fill(running: list[Run], waiting: list[Suite], *, follow: bool) -> None:
    """Starts the next suite of each lane that is free, within the phase that is not over, or ahead of it."""
    phase = min(suite.phase for suite in (*waiting, *(run.suite for run in running)))
    for suite in list(waiting):
        if suite.begins <= phase and suite.lane not in {run.suite.lane for run in running}:
            waiting.remove(suite)
            running.append(Run(suite, follow=follow))
            if not follow:
                say(f"▸ {suite.name}")


def _announce(run: Run, *, follow: bool) -> None:
    failed = bool(run.count and run.count.failed)
    if failed and not follow:
        tail = run.suite.log.read_text(errors="replace").splitlines()[-TAIL:]
        say("\n".join([f"--- end of {run.suite.log} ---", *tail, "---"]))
    say(f"{'✗' if failed else '✓'} {run.line()}")


def conclude(runs: Sequence[Run], start: float) -> int:
    """Prints a line for each suite and the sum of all, as the last line; 0 when nothing failed."""
    counts = [run.count for run in runs if run.count]
    failed = sum(count.failed for count in counts)
    say("")
    for run in runs:
        say(run.line())
    say(f"in {seconds(time.monotonic() - start)} with set-up")
    say(f"{sum(count.passed for count in counts)} passed, {failed} failed")
    return 1 if failed else 0
