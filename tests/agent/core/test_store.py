import dataclasses
import json
import stat
from contextlib import ExitStack

import pytest

from iot_agent.core import store as module
from iot_agent.core.store import Announced, Pairing, Store, write
from iot_agent.errors import SettingsError

PAIRING = Pairing(
    server="http://odoo.test",
    database="shop",
    box="b1",
    key="k",
    exchange="x",
    name="Front desk",
    origins=("http://odoo.test",),
)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "state")


def test_the_seed_is_made_once_and_kept(store):
    assert Store(store.folder).seed == store.seed
    assert len(store.seed) == 32


def test_files_are_for_the_owner_alone(store):
    store.pair(PAIRING)
    assert store.seed
    modes = {stat.S_IMODE(file.stat().st_mode) for file in store.folder.glob("*.json")}
    assert modes == {0o600}
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700


def test_a_pairing_survives_and_is_forgotten(store):
    assert store.pairing() is None
    store.pair(PAIRING)
    assert Store(store.folder).pairing() == PAIRING
    store.unpair()
    assert store.pairing() is None
    store.unpair()


def test_an_announcement_survives(store):
    assert store.announced() is None
    store.announce(Announced("http://odoo.test", "shop"))
    assert Store(store.folder).announced() == Announced("http://odoo.test", "shop")


def test_what_the_owner_chose_survives_and_what_is_none_is_left_out(store):
    assert store.chosen() == {}
    store.choose({"port": "cas"})
    assert Store(store.folder).chosen() == {"port": "cas"}
    (store.folder / "chosen.json").write_text('{"port": 1, "other": "cas"}')
    assert store.chosen() == {"other": "cas"}


def test_a_farewell_is_owed_until_it_is_said(store):
    store.owe_farewell(PAIRING)
    assert store.farewell() == PAIRING
    store.said_farewell()
    assert store.farewell() is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff"])
def test_a_broken_file_is_put_aside(store, content, caplog):
    (store.folder / "pairing.json").write_bytes(content)
    assert store.pairing() is None
    assert (store.folder / "pairing.json.broken").read_bytes() == content
    assert "put aside" in caplog.text


def running(store):
    with store.lock():
        return Store(store.folder).running()


@pytest.mark.parametrize(
    ("name", "content", "read"),
    [
        ("pairing.json", {"server": "http://odoo.test"}, Store.pairing),
        ("pairing.json", {**dataclasses.asdict(PAIRING), "box": 1}, Store.pairing),
        ("farewell.json", {**dataclasses.asdict(PAIRING), "origins": None}, Store.farewell),
        ("announce.json", {"server": None, "database": ""}, Store.announced),
        ("running.json", {}, running),
    ],
)
def test_a_file_that_says_something_else_is_put_aside(store, name, content, read):
    (store.folder / name).write_text(text := json.dumps(content))
    assert read(store) is None
    assert (store.folder / f"{name}.broken").read_text() == text


@pytest.mark.parametrize("seed", [{}, {"seed": 1}, {"seed": "é"}, {"seed": "c2hvcnQ"}])
def test_a_seed_that_is_none_is_made_afresh(store, seed):
    (store.folder / "identity.json").write_text(json.dumps(seed))
    assert len(store.seed) == 32
    assert Store(store.folder).seed == store.seed


def test_what_another_version_put_beside_is_passed_over(store):
    kept = {**dataclasses.asdict(PAIRING), "later": True}
    (store.folder / "pairing.json").write_text(json.dumps(kept))
    assert store.pairing() == PAIRING


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write(path, b"old")

    def broken(_handle):
        raise OSError("no space left")

    monkeypatch.setattr(module.os, "fsync", broken)
    with pytest.raises(OSError, match="no space"):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_only_one_agent_runs_on_a_folder(store):
    with store.lock(), pytest.raises(SettingsError, match="another agent"), Store(store.folder).lock():
        raise AssertionError("two agents")
    with store.lock():
        pass


def test_somebody_who_looks_whether_an_agent_runs_keeps_none_from_starting(store, monkeypatch):
    with ExitStack() as looker:
        looker.enter_context(Store(store.folder).lock())
        monkeypatch.setattr(module.time, "sleep", lambda _seconds: looker.close())
        with store.lock():
            assert Store(store.folder).running() is None


def test_the_running_agent_is_found_and_a_dead_one_is_not(store):
    assert store.running() is None
    with store.lock():
        store.serve_at("http://127.0.0.1:8069")
        assert Store(store.folder).running() == "http://127.0.0.1:8069"
    assert store.running() is None


def test_nothing_secret_is_written_but_the_seed(store):
    store.pair(PAIRING)
    assert "seed" not in json.loads((store.folder / "pairing.json").read_text())
