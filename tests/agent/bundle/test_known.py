"""What the agent's own drivers claim, without importing them."""

import json
import subprocess
import sys

import pytest

from iot_agent import drivers
from iot_agent.bundle import known as module
from iot_agent.bundle.known import Known
from iot_agent.errors import MissingLibrary

LOADS = """
import sys
from pathlib import Path
from iot_agent.bundle.known import Known
from iot_agent.bundle.shelf import Shelf
Shelf(Known(Path(sys.argv[1])))
print(*(name for name in sys.modules if name.startswith("iot_agent.drivers.")))
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "drivers.json"


@pytest.fixture
def kept(file):
    """The file as the first start leaves it."""
    first = Known(file)
    first.claims()
    first.fingerprints()
    return json.loads(file.read_bytes())


def loaded(file):
    """The drivers that a start with this file imports."""
    return subprocess.run(
        [sys.executable, "-c", LOADS, file], capture_output=True, text=True, check=True
    ).stdout.split()


def test_the_second_start_knows_the_same_and_imports_no_driver(file, kept, monkeypatch):
    assert Known(file).claims() == Known().claims() == drivers.table()
    fingerprints = Known().fingerprints()
    monkeypatch.setattr(module, "_fingerprints", None)
    assert Known(file).fingerprints() == fingerprints == kept["fingerprints"]
    assert fingerprints.keys() == drivers.BUILT_IN.keys()
    assert loaded(file) == []


def test_the_first_start_imports_them_all(file):
    assert "iot_agent.drivers.printers.escpos" in loaded(file)
    assert file.stat().st_mode & 0o077 == 0


def test_what_other_files_said_does_not_hold(file, kept, tmp_path, monkeypatch):
    kept["claims"] = {"escpos": []}
    file.write_text(json.dumps(kept))
    assert Known(file).claims()["escpos"] == ()
    monkeypatch.setattr(module, "AGENT", tmp_path)
    assert Known(file).claims() == drivers.table()


@pytest.mark.parametrize(
    "broken",
    [b"", b"[]", b"{", b"\xff", b"null", b'{"by": 1}', {"claims": 1}, {"claims": {"x": [{"odd": 1}]}}, {"claims": {}}],
)
def test_a_file_that_makes_no_sense_is_no_file(file, kept, broken):
    file.write_bytes(broken if isinstance(broken, bytes) else json.dumps(kept | broken).encode())
    assert Known(file).claims() == drivers.table()


def test_a_disk_that_takes_nothing_costs_time_alone(tmp_path):
    assert Known(tmp_path / "nowhere" / "drivers.json").claims() == drivers.table()


def test_a_driver_that_lacks_a_library_is_looked_for_again(file, monkeypatch):
    load = drivers.load

    def lacking(name):
        if name == "escpos":
            raise MissingLibrary("pip install something")
        return load(name)

    monkeypatch.setattr(drivers, "load", lacking)
    assert "escpos" not in Known(file).claims()
    assert not file.exists()
