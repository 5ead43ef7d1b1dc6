"""Which suites run at the same time."""

import time
from pathlib import Path

import pytest

from native import runner, suites
from native.suites import Suite, per_command


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where suites write when they begin and end."""
    monkeypatch.setattr(suites, "LOGS", tmp_path)
    return tmp_path / "told"


def _suite(name: str, told: Path, phase: int, lane: int, until: str = "true", early: int | None = None) -> Suite:
    script = f"echo +{name} >>{told}; until {until}; do sleep 0.01; done; echo -{name} >>{told}"
    return Suite(name, lambda: [["sh", "-c", script]], per_command, phase, lane, early)


def test_lanes_run_beside_each_other_and_phases_one_after_the_other(told: Path) -> None:
    both = f"grep -q +a {told} && grep -q +b {told}"
    run = [_suite("later", told, 1, 0), _suite("a", told, 0, 0, both), _suite("b", told, 0, 1, both)]
    ended = runner.run(run)
    said = told.read_text().split()
    assert [one.suite.name for one in ended] == ["later", "a", "b"]
    assert set(said[:2]) == {"+a", "+b"}
    assert said[4:] == ["+later", "-later"]


def test_the_suites_of_a_lane_run_in_turn(told: Path) -> None:
    runner.run([_suite("a", told, 0, 0), _suite("b", told, 0, 0)])
    assert told.read_text().split() == ["+a", "-a", "+b", "-b"]


def test_what_begins_early_is_over_before_the_phase_after_its_own(told: Path) -> None:
    early = _suite("early", told, 1, 2, f"grep -q +b {told}", early=0)
    a = _suite("a", told, 0, 0, f"grep -q +early {told}")
    runner.run([a, _suite("b", told, 1, 0), early, _suite("later", told, 2, 0)])
    said = told.read_text().split()
    assert said.index("+early") < said.index("-a") < said.index("+b") < said.index("-early") < said.index("+later")


def test_a_suite_that_fails_keeps_no_other_from_running(told: Path) -> None:
    start = time.monotonic()
    ended = runner.run([Suite("bad", lambda: [["false"]], per_command), _suite("good", told, 1, 1)])
    assert [bool(one.count and one.count.failed) for one in ended] == [True, False]
    assert runner.conclude(ended, start) == 1


def test_what_suites_start_keeps_what_it_compiled(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python that compiles the agent at each start takes twice as long over it."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    script = f"import sys; open({str(told)!r}, 'w').write(str(sys.dont_write_bytecode))"
    runner.run([Suite("a", lambda: [["python", "-c", script]], per_command)])
    assert told.read_text() == "False"
