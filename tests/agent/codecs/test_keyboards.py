"""The tables of keyboard layouts: whole, named as the wire names them, and those of the X keyboard database.

The check against the database needs libxkbcommon and xkb-data on this machine; the agent needs neither.
"""

import pytest

from iot_agent import wire
from iot_agent.codecs.keyboards import DEAD, NAMES, NONE, SPACING, layout
from iot_agent.codecs.typewriter import Typewriter
from tests.support.xkb import Xkb

SHIFT, ALT_GR = 42, 100
LEVELS = [(), (SHIFT,), (ALT_GR,), (SHIFT, ALT_GR)]
AGREED = 0.97
"""Share of a layout's characters that must be those of the database installed here, whose versions differ in what
nobody scans; of those that barcodes are made of, all must."""
CODE = frozenset(map(chr, range(33, 127)))
ACCENTS = {
    "dead_grave": "\u0300", "dead_acute": "\u0301", "dead_circumflex": "\u0302", "dead_tilde": "\u0303",
    "dead_diaeresis": "\u0308", "dead_abovering": "\u030a", "dead_caron": "\u030c", "dead_cedilla": "\u0327",
}  # fmt: skip


@pytest.fixture(scope="module")
def xkb():
    try:
        found = Xkb()
        found.typed("us", 16)
    except (OSError, LookupError) as error:
        pytest.skip(f"needs libxkbcommon0 and xkb-data: {error}")
    return found


def test_the_wire_names_every_layout():
    assert sorted(NAMES) == sorted(wire.LAYOUTS)
    assert wire.LAYOUTS[0] == "us"


@pytest.mark.parametrize("name", NAMES)
def test_every_layout_has_all_keys_and_digits(name):
    keys = layout(name)

    assert len(keys) == (50 if name == "br" else 49)
    written = {character for key in keys.values() for character in key}
    assert written.issuperset("0123456789")
    assert all(len(character) <= 1 or character[0] == DEAD for character in written)
    assert NONE not in written


def test_literal_keys():
    """From the drawings of the layouts that everybody knows: the key left of Z, right of L, right of P."""
    assert layout("de")[44][:2] == ("y", "Y")
    assert layout("fr")[3] == ("é", "2", "~", "⅛")
    assert layout("ch")[26][:2] == ("ü", "è")
    assert layout("ch-fr")[26][:2] == ("è", "ü")
    assert layout("es")[39][:2] == ("ñ", "Ñ")
    assert layout("se")[26][:2] == ("å", "Å")
    assert layout("ru")[16][:2] == ("й", "Й")
    assert layout("tr")[23][:2] == ("ı", "I")
    assert layout("gb")[4][:2] == ("3", "£")
    assert layout("de")[16][2] == "@"
    assert layout("fr")[26][0] == DEAD + "\u0302"


def test_there_is_no_other_layout():
    with pytest.raises(KeyError):
        layout("xx")


@pytest.mark.parametrize("name", NAMES)
def test_keys_write_what_the_x_keyboard_database_says(name, xkb):
    wrong, asked = [], 0
    for code, key in layout(name).items():
        for level, held in enumerate(LEVELS):
            said, ours = xkb.typed(name, code, held), key[level]
            if not ours or code == 57 or (level > 1 and ours == key[level - 2]):
                continue
            asked += 1
            theirs = DEAD + ACCENTS.get(said, ours[-1]) if said.startswith("dead_") else said
            if theirs != ours:
                wrong.append((code, held, ours, said))
            assert theirs == ours or said not in CODE, (code, held, ours, said)

    assert asked >= 94
    assert len(wrong) <= asked * (1 - AGREED), (asked, wrong)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "il"])  # there it changes the alphabet
def test_caps_lock_does_what_the_x_keyboard_database_says(name, xkb):
    wrong, asked = [], 0
    for code in layout(name):
        for held in LEVELS[:2]:
            typewriter = Typewriter(name)
            typewriter.press(58)
            for modifier in held:
                typewriter.hold(modifier)
            ours, said = typewriter.press(code), xkb.typed(name, code, held, caps=True)
            if ours and ours not in SPACING.values():
                asked += 1
                wrong += [(code, held, ours, said)] if ours != said else []

    assert asked >= 80
    assert len(wrong) <= asked * (1 - AGREED), (asked, wrong)
