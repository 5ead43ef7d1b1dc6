"""The sum at the end of `make test` hides nothing."""

import subprocess
from pathlib import Path

import pytest

from native import suites
from native.paths import PROJECT
from native.suites import Count, Suite


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Suite:
    monkeypatch.setattr(suites, "LOGS", tmp_path)
    return Suite("some", list, suites.per_command)


@pytest.mark.parametrize(
    ("attributes", "statuses", "count"),
    [
        ('tests="5" failures="0" errors="0" skipped="0"', [0], Count(5, 0)),
        ('tests="5" failures="1" errors="1" skipped="1"', [1], Count(2, 2, 1)),
        ('tests="0" failures="0" errors="0" skipped="0"', [5], Count(0, 1)),
        ('tests="5" failures="0" errors="0" skipped="0"', [3], Count(5, 1)),
    ],
)
def test_what_pytest_counted(suite: Suite, attributes: str, statuses: list[int], count: Count) -> None:
    suite.report.write_text(f"<testsuites><testsuite {attributes}/></testsuites>")
    assert suites.from_pytest(suite, statuses) == count


def test_a_run_of_pytest_that_left_no_report_failed(suite: Suite) -> None:
    assert suites.from_pytest(suite, [0]) == Count(0, 1)


@pytest.mark.parametrize(
    ("log", "statuses", "count"),
    [
        ("0 failed, 0 error(s) of 7 tests when\n[HOOT] Passed 30 tests (90 assertions", [0], Count(37, 0)),
        ("1 failed, 1 error(s) of 7 tests when", [1], Count(5, 2)),
        ("0 failed, 0 error(s) of 0 tests when", [0], Count(0, 1)),
        ("0 failed, 0 error(s) of 7 tests when", [255], Count(7, 1)),
        ("Traceback", [1], Count(0, 1)),
    ],
)
def test_what_odoo_counted(suite: Suite, log: str, statuses: list[int], count: Count) -> None:
    suite.log.write_text(log)
    assert suites.from_odoo(suite, statuses) == count


def test_the_modules_for_the_containers_exist() -> None:
    """A renamed module would leave the run against the containers with a usage error."""
    there = {path.stem.removeprefix("test_") for path in (PROJECT / "tests" / "e2e").glob("test_*.py")}
    assert set(suites.IN_CONTAINERS) <= there


def test_what_a_suite_ignores_another_runs() -> None:
    words = [str(word) for suite in suites.SUITES for command in suite.commands() for word in command]
    ignored = {word.removeprefix("--ignore=") for word in words if word.startswith("--ignore=tests/")}
    assert ignored <= set(words)
    assert all((PROJECT / name).exists() for name in ignored)


def test_what_runs_in_the_gaps_yields_to_all_others() -> None:
    script = "cat /proc/self/autogroup 2>/dev/null || echo nice 19; nice"
    said = subprocess.run(
        [*suites.IN_THE_GAPS, "sh", "-c", script], capture_output=True, text=True, check=True, start_new_session=True
    )
    assert said.stdout.split()[-2:] == ["19", "19"]
