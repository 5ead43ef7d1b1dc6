"""The wire and the seals stand in one file each; the agent reads them through a link."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["wire.py", "seal.py"])
def test_the_agent_reads_the_addons_file(name):
    link = ROOT / "iot_agent" / name
    assert link.resolve() == ROOT / "addons/iot" / name, (
        f"{link} is not a link to addons/iot/{name}: on Windows, clone with `git config core.symlinks true`"
    )
