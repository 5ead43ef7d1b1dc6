"""What every codec owes: a fuzz target for what it reads from outside, and a test with literals and a property."""

from pathlib import Path

import pytest

from tests.fuzz.__main__ import names
from tests.support.sources import codecs_of, is_property_test, literals

ROOT = Path(__file__).parents[3]
CODECS, TARGETS = ROOT / "iot_agent/codecs", ROOT / "tests/fuzz/targets"

FUZZED_WITH = {
    "driverless": "ipp",
    "models": "ieee1284",
    "rtp_jpeg": "rtp",
    "rtsp_login": "rtsp",
    "sdp": "rtsp",
    "spooler": "ipp",
    "typeset": "ticket",
    "typewriter": "keymap",
}
"""Codecs that only read what another one passes on, and the target that goes through both."""
READS_NOTHING = {
    "cd5220": "writes lines of text",
    "escpos_images": "writes pictures that raster.py read, in a way that imc.py and wire.py checked",
    "escpos_samples": "writes one strip",
    "escpos_ticket": "writes tickets that ticket.py read",
    "keyboards": "a table",
    "label": "turns pictures that raster.py read",
    "lettering": "writes lines of text, with fonts of this machine",
    "line_display": "writes lines of text",
    "makers": "a table",
    "qr": "writes a text as a code",
    "star_ticket": "writes tickets that ticket.py read",
    "zpl_ticket": "writes tickets that ticket.py read",
}
"""Why there is nothing to fuzz. What they write is tried with any text or picture, as a property."""
WITHOUT_PROPERTY = {
    "escpos_samples": "the strip is always the same",
    "keyboards": "its test compares all of it",
}
WITHOUT_BYTES = {
    "driverless": "attributes by their names",
    "escpos_samples": "pictures, looked at as paper",
    "hid_gauge": "what was typed",
    "ieee1284": "text",
    "imc": "names",
    "keyboards": "numbers of keys",
    "keymap": "events of the kernel, by the numbers of keys",
    "keypad": "events of the kernel, by the numbers of keys",
    "label": "pictures, compared dot by dot",
    "lettering": "pictures, compared dot by dot",
    "models": "names",
    "qr": "codes that an independent reader reads",
    "rtsp_login": "text",
    "spooler": "attributes by their names",
    "typewriter": "numbers of keys",
    "zpl_ticket": "text",
}
"""Codecs whose literals are no bytes."""


def codecs():
    return {path.stem for path in CODECS.glob("[!_]*.py")}


def unfuzzed(known, targets):
    """Codecs for which nobody wrote a target, or a reason why there is none."""
    return known - set(targets) - FUZZED_WITH.keys() - READS_NOTHING.keys()


def reached(target):
    """The codecs that a target imports, and those that these import."""
    found, waiting = set(), set(codecs_of(TARGETS / f"{target}.py"))
    while waiting:
        found |= waiting
        waiting = {name for one in waiting for name in codecs_of(CODECS / f"{one}.py")} & codecs() - found
    return found


def test_every_codec_that_reads_has_a_fuzz_target():
    assert not unfuzzed(codecs(), names())
    assert unfuzzed(codecs() | {"novel"}, names()) == {"novel"}, "a codec that nobody fuzzes is found out"


def test_whoever_is_excused_is_there_and_needs_it():
    excused = FUZZED_WITH.keys() | READS_NOTHING.keys()

    assert excused | WITHOUT_PROPERTY.keys() | WITHOUT_BYTES.keys() <= codecs()
    assert not excused & set(names())
    assert not FUZZED_WITH.keys() & READS_NOTHING.keys()
    assert not {name for name in WITHOUT_PROPERTY if is_property_test(place_of(name))}


@pytest.mark.parametrize("name", sorted(codecs() - READS_NOTHING.keys()))
def test_its_target_goes_through_it(name):
    assert name in reached(FUZZED_WITH.get(name, name))


def place_of(name):
    return Path(__file__).with_name(f"test_{name}.py")


@pytest.mark.parametrize("name", sorted(codecs() - {"makers"}))
def test_its_test_has_literals_and_a_property(name):
    assert is_property_test(place_of(name)) or name in WITHOUT_PROPERTY
    assert literals(place_of(name)) or name in WITHOUT_BYTES


def test_properties_and_imports_are_seen(tmp_path):
    source = "from iot_agent.codecs import ipp\nfrom iot_agent.codecs.zpl import Answers\n@given(x)\ndef test_x(): pass"
    (tmp_path / "it.py").write_text(source)
    (tmp_path / "other.py").write_text("@pytest.mark.parametrize('x', 'y')\ndef given(): pass")

    assert set(codecs_of(tmp_path / "it.py")) == {"ipp", "zpl"}
    assert is_property_test(tmp_path / "it.py")
    assert not is_property_test(tmp_path / "other.py")
    assert set(codecs_of(CODECS / "media.py")) == {"ipp", "pdf"}
