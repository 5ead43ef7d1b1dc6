"""The folder of bundles."""

import pytest

from iot_agent import seal
from iot_agent.bundle import bundles as module
from iot_agent.bundle import shipment
from iot_agent.bundle.bundles import Bundles, Ledger, version_of
from iot_agent.bundle.check import Found
from iot_agent.wire import Code, WireError
from tests.support.bundles import SEED, Offer, example, put

KEY = seal.public_key(SEED)
FOUND = {"example": Found("drivers/scales/example.py", "f")}


def bring(at: Bundles, version: int) -> str:
    offer = Offer(version, example(str(version)))
    staged = at.stage()
    at.fill(staged, offer.sealed, shipment.read(KEY, offer.sealed), offer.packed)
    name = at.adopt(staged, offer.sealed, version, FOUND).name
    at.activate(name, ("scale",))
    return name


def test_the_one_before_is_kept_and_what_is_older_goes(tmp_path):
    at = Bundles(tmp_path)
    first, second, third = (bring(at, version) for version in (1, 2, 3))
    at.confirm()
    assert {path.name for path in tmp_path.iterdir()} == {second, third, module.LEDGER}
    assert (at.load(third, KEY).version, at.load(third, KEY).found) == (3, FOUND)
    assert first.startswith("1-")


def test_what_is_written_is_read_by_the_next_start(tmp_path):
    at = Bundles(tmp_path)
    name = bring(at, 1)
    at.started()
    assert Bundles(tmp_path).ledger == Ledger(current=name, trial=2, expected=("scale",)) == at.ledger
    at.take_back(Code.DRIVERS_NO_DEVICE, "scale")
    ledger = Bundles(tmp_path).ledger
    assert (ledger.current, ledger.code, ledger.detail) == ("", "drivers_no_device", "scale")
    assert ledger.refused
    at.content()
    assert Bundles(tmp_path).ledger == Ledger()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"current": 7}', "{", '{"current": "../x", "expected": []}'])
def test_a_ledger_that_cannot_be_read_is_none(text, tmp_path):
    (tmp_path / module.LEDGER).write_text(text)
    assert Bundles(tmp_path).ledger == Ledger()


def test_a_bundle_that_rotted_or_is_another_s_is_not_loaded(tmp_path):
    at = Bundles(tmp_path)
    name = bring(at, 1)
    with pytest.raises(WireError) as error:
        at.load(name, seal.public_key(bytes(32)))
    assert error.value.code is Code.DRIVERS_UNSIGNED
    (tmp_path / name / "files/codecs/example.py").write_text("MARK = 'evil'")
    with pytest.raises(WireError) as error:
        at.load(name, KEY)
    assert error.value.code is Code.DRIVERS_DAMAGED
    (tmp_path / name / "list.json").unlink()
    with pytest.raises(WireError):
        at.load(name, KEY)


def test_what_another_python_found_has_to_be_found_again(tmp_path, monkeypatch):
    at = Bundles(tmp_path)
    name = bring(at, 1)
    monkeypatch.setattr(module, "__version__", "another")
    assert at.load(name, KEY).found is None


def test_the_agents_own_drivers_are_its_own_until_it_is_another_agent(tmp_path, monkeypatch):
    at = Bundles(tmp_path / "bundles")
    monkeypatch.setattr(module, "AGENT", put(tmp_path / "agent", {**example("1"), "codecs/more.py": ""}))
    name = bring(at, 1)
    assert at.load(name, KEY).own
    put(tmp_path / "agent", example("2"))
    assert not at.load(name, KEY).own


def test_a_disk_that_refuses_costs_the_memory_and_no_activation(tmp_path, monkeypatch):
    at = Bundles(tmp_path)
    name = bring(at, 1)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.store, "write", full)
    with pytest.raises(OSError, match="space"):
        at.activate("2-abc", ())
    assert at.ledger.current == name
    at.confirm()
    assert at.ledger.trial == 0


def test_versions():
    assert (version_of("12-abc"), version_of("")) == (12, 0)
