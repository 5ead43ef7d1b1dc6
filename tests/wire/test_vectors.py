"""Frozen examples of every message. A vector is never edited: a change of the wire is a new version's folder.

A field that was added since, with a default, has a vector of its own: device.quality.json beside device.json.
"""

import json
from pathlib import Path

import pytest

from iot_agent import wire

FOLDER = Path(__file__).parent / "vectors"
CURRENT = FOLDER / f"v{wire.VERSION}"
VECTORS = sorted(FOLDER.glob("v*/*.json"))


def message_of(path):
    return path.name.partition(".")[0]


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_vector_is_read_and_written_the_same(path):
    data = json.loads(path.read_text())
    message = wire.from_json(data, wire.MESSAGES[message_of(path)])
    if path.parent == CURRENT:
        assert says(wire.to_json(message), data)


def says(written, frozen):
    """Whether all of `frozen` is written, as it is; what else is written was added since."""
    if isinstance(frozen, dict):
        return isinstance(written, dict) and all(
            name in written and says(written[name], frozen[name]) for name in frozen
        )
    if isinstance(frozen, list):
        return len(written) == len(frozen) and all(map(says, written, frozen))
    return written == frozen


def test_every_message_has_a_vector():
    assert {message_of(path) for path in CURRENT.glob("*.json")} == set(wire.MESSAGES)


@pytest.mark.parametrize("name", wire.MESSAGES)
def test_every_field_has_a_vector(name):
    """Written as the newest vector has it, nothing more: a field nobody froze would not be noticed when it changes."""
    vectors = [json.loads(path.read_text()) for path in CURRENT.glob(f"{name}*.json") if message_of(path) == name]
    written = [wire.to_json(wire.from_json(vector, wire.MESSAGES[name])) for vector in vectors]
    assert set().union(*written) == set().union(*vectors)
