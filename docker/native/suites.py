"""The suites of `make test`: what each runs, and how to count what it ran."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .paths import AGENT_BIN, LOGS, OWN_ADDONS, PROJECT, own_modules


@dataclass(frozen=True)
class Count:
    """How many tests passed and failed."""

    passed: int
    failed: int
    skipped: int = 0

    def __str__(self) -> str:
        words = [f"{self.passed} passed"]
        words += [f"{self.failed} failed"] if self.failed else []
        words += [f"{self.skipped} skipped"] if self.skipped else []
        return ", ".join(words)


Command = Sequence[str | Path]


@dataclass(frozen=True)
class Suite:
    """Commands that run one after the other; `count` reads the log that they wrote and their exit statuses."""

    name: str
    commands: Callable[[], list[Command]]
    count: Callable[["Suite", list[int]], Count]
    phase: int = 0  # a phase begins when the one before it is over
    lane: int = 0  # the suites of a lane run in turn, beside those of the other lanes of their phase
    early: int | None = None  # the phase from which on it may run, where that is before its own, with which it ends

    @property
    def begins(self) -> int:
        """The first phase in which it may run."""
        return self.phase if self.early is None else self.early

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return LOGS / f"{self.name}.log"

    @property
    def report(self) -> Path:
        """Where pytest leaves its counts."""
        return LOGS / f"{self.name}.xml"


def per_command(_suite: Suite, statuses: list[int]) -> Count:
    """Each command is one test."""
    failed = sum(1 for status in statuses if status)
    return Count(len(statuses) - failed, failed)


def from_pytest(suite: Suite, statuses: list[int]) -> Count:
    """What pytest counted; a run without a report, or without a test, is a failure."""
    try:
        found = [element.attrib for element in ElementTree.parse(suite.report).iter("testsuite")]  # noqa: S314
    except (OSError, ElementTree.ParseError):
        return Count(0, 1)
    total, failures, errors, skipped = (
        sum(int(attributes[name]) for attributes in found) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return Count(total - failed - skipped, failed or int(any(statuses) or not total), skipped)


def from_odoo(suite: Suite, statuses: list[int]) -> Count:
    """What Odoo counted, the browser's unit tests (hoot) among them."""
    text = suite.log.read_text(errors="replace")
    result = re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", text)
    if not result:
        return Count(0, 1)
    failures, errors, total = map(int, result[-1])
    in_browser = sum(int(number) for number in re.findall(r"\[HOOT\] Passed (\d+) tests", text))
    failed = failures + errors
    return Count(total - failed + in_browser, failed or int(any(statuses) or not total))


AT_ONCE = ("--numprocesses=2", "--dist=loadscope", "--no-loadscope-reorder")
"""Two processes, each with servers of its own: most tests wait for somebody. Modules of few tests are the longest, and
would all come last."""

ONE_BY_ONE = ("--numprocesses=2", "--dist=load", "--maxschedchunk=1")
"""The same, where a module holds tests of minutes: each process takes the next test when it has done the last."""


TWO_GUESTS = ("--numprocesses=2", "--dist=loadscope")
"""Each has a processor; the module with the most tests is the longest."""

IN_THE_GAPS = ("sh", "-c", '{ echo 19 >/proc/self/autogroup; } 2>/dev/null; exec nice -n 19 "$@"', "sh")
"""Takes what others leave of the processors; where the kernel weighs sessions, the whole session does."""


def _pytest(name: str, *arguments: str, before: Sequence[str] = ()) -> Callable[[], list[Command]]:
    def commands() -> list[Command]:
        report = (f"--junitxml={LOGS / name}.xml", "-o", f"cache_dir={LOGS}/.pytest")
        tidy = ("-o", "tmp_path_retention_policy=failed")
        return [[*before, AGENT_BIN / "pytest", "-q", *arguments, *report, *tidy]]

    return commands


def _style() -> list[Command]:
    ruff = AGENT_BIN / "ruff"
    rules = ["--load-plugins=pylint_odoo", "--disable=all", "--enable=odoolint", "--valid-odoo-versions=19.0"]
    rules += ["--disable=manifest-required-author,missing-readme"]  # the rules of one community, not of this project
    rules += ["--disable=consider-merging-classes-inherited"]  # a model of many subjects has a file for each
    rules += ["--ignore=wire.py,seal.py,pattern.py,agent"]  # plain Python, and the agent
    modules = [OWN_ADDONS / name for name in own_modules()]
    return [
        [ruff, "check", PROJECT],
        [ruff, "format", "--check", PROJECT],
        [AGENT_BIN / "pylint", "-j", "1", "--score=n", *rules, *modules],
    ]


def _types() -> list[Command]:
    wire = [OWN_ADDONS / "iot" / name for name in ("wire.py", "seal.py", "pattern.py")]
    mypy: list[str | Path] = [AGENT_BIN / "mypy", "--strict"]
    addon = [*mypy, "--follow-imports=silent", "--python-version=3.10"]
    return [[*mypy, "iot_agent"], [*addon, *wire], [*mypy, "docker/native"]]


def _layers() -> list[Command]:
    command: Command = [AGENT_BIN / "lint-imports", "--no-cache"]
    return [command]


def _without(folders: Sequence[str]) -> list[str]:
    return [f"--ignore={folder}" for folder in folders]


def _database() -> list[Command]:
    return [["python3", "-m", "native", "database"]]


def _guest() -> list[Command]:
    return [["python3", "-m", "native", "lab-guest"]]


def _odoo() -> list[Command]:
    return [["python3", "-m", "native", "test-odoo"]]


FUZZ, SEEDS = "tests/fuzz/test_fuzz.py", "tests/fuzz/test_seeds.py"
DELAYS = "tests/faults/test_hung_device.py"
PURE = ("tests/agent/codecs", "tests/agent/golden", "tests/wire", SEEDS)
"""Tests of functions that wait for nobody: they need a processor, and it does not matter when they get it."""

PATIENT = "--timeout=600"

WHOLE, AGENT, LAB, DELAY = range(4)  # phases
GAPS = 2
"""The lane of suites that take what others leave; they are over before delays are measured."""

SUITES = (
    Suite("style", _style, per_command, WHOLE, lane=1),
    Suite("types", _types, per_command, WHOLE, lane=1),
    Suite("layers", _layers, per_command, WHOLE, lane=1),
    Suite("native", _pytest("native", "tests/native"), from_pytest, WHOLE, lane=1),
    # The machine of the suite `lab`: made beside the others the first time, and then there at once; so is the database.
    Suite("guest", _guest, per_command, WHOLE, lane=1),
    Suite("database", _database, per_command, WHOLE),
    Suite("e2e", _pytest("e2e", "tests/e2e", *AT_ONCE), from_pytest, WHOLE),
    Suite("odoo", _odoo, from_odoo, WHOLE, lane=1),
    # Waits more than it works, but for the part that measures delays.
    Suite("faults", _pytest("faults", "tests/faults", f"--ignore={DELAYS}", *ONE_BY_ONE), from_pytest, WHOLE, lane=1),
    # Drivers wait tenths of a second for what takes seconds in a shop: too short beside suites of the same rank.
    Suite("agent", _pytest("agent", "tests/agent", *_without(PURE), *AT_ONCE), from_pytest, AGENT),
    # In two of those emulated machines: no device of this machine is touched. They have their own idea of time.
    Suite("lab", _pytest("lab", "tests/lab", *TWO_GUESTS), from_pytest, LAB),
    # These wait for nobody; now and then the others leave them nothing for a minute.
    Suite("codecs", _pytest("codecs", *PURE, PATIENT, before=IN_THE_GAPS), from_pytest, LAB, GAPS, early=WHOLE),
    # Each parser for ten seconds, one at a time and not beside browsers, so that it has them; `make fuzz` gives it ten
    # minutes.
    Suite("fuzz", _pytest("fuzz", FUZZ, before=IN_THE_GAPS), from_pytest, LAB, GAPS, early=AGENT),
    Suite("delays", _pytest("delays", DELAYS), from_pytest, DELAY),
)

IN_CONTAINERS = (
    *("pairing", "boxes_app", "printing", "intent_keys"),
    *("server_routes", "box_routes"),
)
"""What containers can change: addresses, headers, the network between browser, box and Odoo, clocks and files kept.
Screens, reports, rights, what printers lack and the reading of malformed bodies are the same code behind the same
routes: `make test` has them."""

# Against docker/compose.yaml, with what IOT_STACK=docker makes of the fixtures.
DOCKER_SUITES = (
    Suite("docker", _pytest("docker", "tests/docker"), from_pytest),
    Suite("e2e", _pytest("e2e", *(f"tests/e2e/test_{name}.py" for name in IN_CONTAINERS)), from_pytest),
)
