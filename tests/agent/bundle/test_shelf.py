"""The drivers there are, and which of them change."""

import sys

import pytest

from iot_agent import drivers
from iot_agent.bundle.check import Found
from iot_agent.bundle.edition import AGENT, Edition
from iot_agent.bundle.shelf import Shelf, Stack
from iot_agent.errors import MissingLibrary
from iot_agent.wire import Code, WireError
from tests.support.bundles import example, put


def stack(folder, files):
    """The folder as the check would describe it."""
    put(folder, files)
    edition = Edition(folder)
    found = {path.stem: Found(str(path), edition.fingerprint(path)) for path in edition.files()}
    edition.close()
    return Stack(folder, found)


def test_starts_with_what_the_agent_was_installed_with():
    shelf = Shelf()
    assert shelf.claims == drivers.table()
    assert shelf.load("escpos") is drivers.load("escpos")


def test_claims_change_in_place_and_only_what_changed_is_named(tmp_path):
    shelf = Shelf()
    claims = shelf.claims
    first = shelf.put(shelf.prepare((stack(tmp_path / "1", example("one")),)))
    one = shelf.load("example")
    assert first == {"example"}
    assert "example" in claims
    assert not shelf.put(shelf.prepare((stack(tmp_path / "2", example("one", **{"codecs/more.py": ""})),)))
    assert shelf.load("example") is one, "the same driver, so its devices keep it"
    assert shelf.put(shelf.prepare((stack(tmp_path / "3", example("two")),))) == {"example"}
    assert shelf.load("example").mark == "two"
    assert shelf.put(shelf.prepare(())) == {"example"}
    assert claims == drivers.table()
    with pytest.raises(MissingLibrary):
        shelf.load("example")


def test_the_agent_s_own_drivers_in_a_bundle_change_nothing(tmp_path):
    shelf = Shelf()
    parts = (AGENT / part for part in ("drivers/scales", "codecs"))
    files = {str(path.relative_to(AGENT)): path.read_bytes() for part in parts for path in part.glob("[a-z]*.py")}
    assert not shelf.put(shelf.prepare((stack(tmp_path, files),)))
    assert shelf.load("toledo_8217") is drivers.load("toledo_8217")


def test_the_first_stack_is_on_top(tmp_path):
    shelf = Shelf()
    shelf.put(shelf.prepare((stack(tmp_path / "own", example("mine")), stack(tmp_path / "bundle", example("theirs")))))
    assert shelf.load("example").mark == "mine"


def test_what_fails_changes_nothing(tmp_path):
    shelf = Shelf()
    shelf.put(shelf.prepare((stack(tmp_path / "1", example("one")),)))
    bad = stack(tmp_path / "2", example("two", **{"drivers/scales/bad.py": "1 / 0"}))
    with pytest.raises(WireError) as error:
        shelf.prepare((bad,))
    assert (error.value.code, error.value.detail) == (Code.DRIVERS_BROKEN, "ZeroDivisionError: division by zero")
    assert shelf.load("example").mark == "one"


def test_modules_of_editions_that_are_gone_are_forgotten(tmp_path):
    def there():
        return {name.partition(".")[0] for name in sys.modules if name.startswith("iot_edition_")}

    before, shelf = there(), Shelf()
    for number in range(5):
        shelf.put(shelf.prepare((stack(tmp_path / str(number), example(str(number))),)))
    assert len(there() - before) == 2, "the one in use, and the one that may be in the middle of a job"
    shelf.put(shelf.prepare(()))
    shelf.put(shelf.prepare(()))
    assert there() == before
