"""Loading drivers: the table, packages that bring more, and libraries that are missing."""

import sys
from importlib.metadata import EntryPoint

import pytest

from iot_agent import drivers
from iot_agent.core.kinds import Scanner
from iot_agent.core.match import Match
from iot_agent.errors import MissingLibrary


class Foreign(Scanner):
    """A driver of somebody else's package."""

    matches = (Match("hid", vendor=1),)


@pytest.fixture
def installed(monkeypatch):
    def install(**entries):
        found = [EntryPoint(name, value, drivers.GROUP) for name, value in entries.items()]
        monkeypatch.setattr(drivers, "entry_points", lambda group: found)
        drivers._known.cache_clear()

    yield install
    drivers._known.cache_clear()


def test_every_built_in_driver_loads():
    assert drivers.table().keys() >= drivers.BUILT_IN.keys()
    assert not drivers.missing()


def test_a_package_brings_a_driver(installed):
    installed(foreign=f"{__name__}:Foreign")
    sys.modules.setdefault(__name__, sys.modules[Foreign.__module__])

    assert drivers.load("foreign") is Foreign
    assert drivers.table()["foreign"] == Foreign.matches


def test_a_package_cannot_replace_a_built_in_driver(installed):
    installed(escpos=f"{__name__}:Foreign")

    assert drivers.load("escpos").__name__ == "EscPos"


def test_a_missing_library_disables_its_driver_alone(installed):
    installed(broken="no_such_library_anywhere:Driver")

    assert drivers.missing() == {"broken": "pip install no_such_library_anywhere"}
    assert "broken" not in drivers.table()
    assert "escpos" in drivers.table()
    with pytest.raises(MissingLibrary):
        drivers.load("broken")
