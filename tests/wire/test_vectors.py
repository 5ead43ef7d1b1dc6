"""Frozen examples of every message. A vector is never edited: a change of the wire is a new version's folder."""

import json
from pathlib import Path

import pytest

from iot_agent import wire

FOLDER = Path(__file__).parent / "vectors"
CURRENT = FOLDER / f"v{wire.VERSION}"
VECTORS = sorted(FOLDER.glob("v*/*.json"))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_vector_is_read_and_written_the_same(path):
    data = json.loads(path.read_text())
    message = wire.from_json(data, wire.MESSAGES[path.stem])
    if path.parent == CURRENT:
        assert wire.to_json(message) == data


def test_every_message_has_a_vector():
    assert {path.stem for path in CURRENT.glob("*.json")} == set(wire.MESSAGES)
