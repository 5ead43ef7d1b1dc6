"""The suite `fuzz`: every target for ten seconds, or as long as FUZZ_SECONDS says."""

import os
import subprocess
import sys

import pytest

from tests.fuzz.__main__ import HERE, names

SECONDS = int(os.environ.get("FUZZ_SECONDS", "10"))


@pytest.mark.timeout(2 * SECONDS + 120)
@pytest.mark.parametrize("name", names())
def test_nothing_is_found(name: str) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.fuzz", name, "--seconds", str(SECONDS)]
    done = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, text=True, errors="replace", check=False)
    assert not done.returncode, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
