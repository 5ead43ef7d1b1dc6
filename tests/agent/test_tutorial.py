"""Whoever does what CONTRIBUTING.md shows, to the letter, gets what it says. In Odoo: e2e/test_driver_bundles.py."""

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iot_agent.codecs import capture
from iot_agent.codecs.capture import FROM
from native.paths import AGENT_BIN, PROJECT
from native.process import Child
from tests.support import tutorial
from tests.support.e2e_wait import until

PATIENCE = 60.0
VALUE = "# Measure(value=12.3, unit='%')"
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Reader:
    """Whoever reads it: the folders that stand for those in the text, and a terminal."""

    def __init__(self, folder: Path) -> None:
        self.addons, self.devices = folder / "my_addons", folder / "hygro"
        self._folder = folder
        self.page = ""

    def command(self, word: str) -> list[str]:
        return tutorial.command(word, self.addons, self.devices)

    @contextmanager
    def runs(self, word: str) -> Iterator[Path]:
        """A command, until its reader has seen enough; what it printed."""
        printed = self._folder / f"{len(list(self._folder.iterdir()))}.log"
        child = Child(self.command(word), printed, cwd=PROJECT)
        try:
            yield printed
        finally:
            child.stop()

    def press(self) -> None:
        """The button on the page of the simulated meter."""
        request = urllib.request.Request(f"{self.page}/hygro", b"{}", {"Content-Type": "application/json"})
        with _direct.open(request, timeout=10) as response:
            response.read()


def test_the_steps_before_odoo(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    recording = tutorial.write(reader.addons, "__", "simulators") / "hygro.capture"
    with reader.runs("simulate") as printed:
        until(lambda: "control" in printed.read_text(), PATIENCE, "the meter is simulated")
        reader.page = json.loads(printed.read_text().splitlines()[-1])["control"]
        with reader.runs("--send"):
            until(recording.exists, PATIENCE, "it is recorded")
        heard = capture.parse(recording.read_text())
        assert {piece.data for piece in heard.pieces if piece.way == FROM} == {b"M=12.3%\r"}

        tutorial.write(reader.addons)
        with reader.runs("--driver") as shown:
            until(lambda: reader.press() or VALUE in shown.read_text(), PATIENCE, "the driver gives a value")
    tested = subprocess.run(reader.command("test-own"), cwd=PROJECT, capture_output=True, text=True, check=False)
    assert "6 passed" in tested.stdout, tested.stdout + tested.stderr


def test_its_files_keep_the_style_of_this_project(tmp_path: Path) -> None:
    handlers = tutorial.write(tmp_path) / "iot_handlers"
    for check in (["check", "--quiet"], ["format", "--check", "--quiet"]):
        command = [AGENT_BIN / "ruff", *check, "--config", PROJECT / "pyproject.toml", handlers]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert not done.returncode, done.stdout + done.stderr


def test_its_kinds_of_files_are_those_that_are_promised() -> None:
    """Four, beside what makes any folder an addon."""
    needed = {"__init__.py", "__manifest__.py"}
    assert len(tutorial.files().keys() - needed) == 4
