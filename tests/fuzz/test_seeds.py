"""Every seed, and whatever the fuzzers ever found, once more; and that they would find a mistake."""

import pytest

from tests.fuzz.__main__ import by_chance, names, samples, target

SAMPLES = [(name, path) for name in names() for path in samples(name)]


@pytest.mark.parametrize(("name", "path"), SAMPLES, ids=[f"{name} {path.name}" for name, path in SAMPLES])
def test_it_survives(name, path):
    target(name)(path.read_bytes())


@pytest.mark.parametrize("name", names())
def test_every_target_has_seeds_and_survives_nothing(name):
    assert samples(name)
    target(name)(b"")


def test_chance_finds_a_mistake_and_keeps_it(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.fuzz.__main__.FOUND", tmp_path)

    def careless(data: bytes) -> None:
        if b"\x16" in data and len(data) % 3 == 2:
            raise IndexError

    with pytest.raises(IndexError):
        by_chance("escpos", careless, 20)
    [kept] = (tmp_path / "escpos").iterdir()
    with pytest.raises(IndexError):
        careless(kept.read_bytes())
