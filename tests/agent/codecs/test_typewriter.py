"""Keys to characters: dead keys, AltGr, Caps Lock, Alt and a number, control characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs.keyboards import NAMES, layout
from iot_agent.codecs.typewriter import Typewriter

SHIFT, CONTROL, ALT, ALT_GR, CAPS, SPACE = 42, 29, 56, 100, 58, 57
PAD = dict(zip("0123456789", (82, 79, 80, 81, 75, 76, 77, 71, 72, 73), strict=True))
A, E, Q, DIGIT_2, DIGIT_9 = 30, 18, 16, 3, 10
FRENCH_CIRCUMFLEX, GERMAN_ACUTE = 26, 13


def write(typewriter, *moves):
    """Keys by their codes; a tuple is held while the last of it is pressed."""
    text = ""
    for move in moves:
        *held, key = move if isinstance(move, tuple) else (move,)
        for code in held:
            typewriter.hold(code)
        text += typewriter.ready.get(key) or typewriter.press(key)
        for code in reversed(held):
            text += typewriter.release(code)
    return text


@pytest.mark.parametrize(
    ("name", "moves", "text"),
    [
        ("fr", (FRENCH_CIRCUMFLEX, E), "ê"),
        ("fr", (FRENCH_CIRCUMFLEX, (SHIFT, E)), "Ê"),
        ("fr", ((SHIFT, FRENCH_CIRCUMFLEX), E), "ë"),
        ("fr", (FRENCH_CIRCUMFLEX, SPACE, E), "^e"),
        ("fr", (FRENCH_CIRCUMFLEX, DIGIT_2), "^é"),
        ("fr", (FRENCH_CIRCUMFLEX, FRENCH_CIRCUMFLEX), "^^"),
        ("fr", (FRENCH_CIRCUMFLEX, 79), "^1"),
        ("de", (GERMAN_ACUTE, A), "á"),
        ("de", ((SHIFT, GERMAN_ACUTE), SPACE), "`"),
        ("de", (GERMAN_ACUTE, SPACE), "´"),
        ("us-intl", (40, SPACE), "'"),
        ("us-intl", ((SHIFT, 40), SPACE), '"'),
        ("us-intl", (40, E), "é"),
    ],
)
def test_dead_keys(name, moves, text):
    assert write(Typewriter(name), *moves) == text


def test_an_accent_that_waits_in_vain_stands_alone():
    typewriter = Typewriter("fr")
    assert write(typewriter, FRENCH_CIRCUMFLEX) == ""
    assert typewriter.rest() == "^"
    assert typewriter.rest() == ""
    write(typewriter, FRENCH_CIRCUMFLEX)
    typewriter.forget()
    assert write(typewriter, E) == "e"


@pytest.mark.parametrize(
    ("name", "moves", "text"),
    [
        ("de", ((ALT_GR, Q), (ALT_GR, E)), "@€"),
        ("de", ((CONTROL, ALT, Q),), "@"),
        ("pl", ((ALT_GR, A), (ALT_GR, SHIFT, A)), "ąĄ"),
        ("us", ((ALT_GR, A), (SHIFT, ALT_GR, A)), "aA"),
        ("us-intl", ((ALT_GR, SHIFT, A),), "Á"),
    ],
)
def test_alt_gr(name, moves, text):
    assert write(Typewriter(name), *moves) == text


@pytest.mark.parametrize(
    ("name", "moves", "text"),
    [
        ("us", (CAPS, A, DIGIT_2, (SHIFT, A), CAPS, A), "A2aa"),
        ("fr", (CAPS, DIGIT_2, (SHIFT, DIGIT_2)), "É2"),
        ("ch", (CAPS, 26, (SHIFT, 26)), "ÜÈ"),
        ("tr", (CAPS, 23, 40), "Iİ"),
    ],
)
def test_caps_lock(name, moves, text):
    assert write(Typewriter(name), *moves) == text


@pytest.mark.parametrize(
    ("digits", "text"),
    [
        ("065", "A"), ("0228", "ä"), ("0128", "€"), ("130", "é"), ("225", "ß"), ("8364", "€"), ("20013", "中"),
        ("029", "\x1d"), ("0029", "\x1d"), ("65535", ""), ("0", ""),
    ],
)  # fmt: skip
def test_alt_and_a_number(digits, text):
    typewriter = Typewriter("de")
    typewriter.hold(ALT)
    assert "".join(typewriter.press(PAD[digit]) for digit in digits) == ""

    assert typewriter.release(ALT) == text


@pytest.mark.parametrize(
    ("name", "moves"),
    [
        ("us", ((CONTROL, 27),)),
        ("fr", ((CONTROL, 27),)),
        ("de", ((CONTROL, ALT_GR, DIGIT_9),)),
        ("ru", ((CONTROL, 27),)),
        ("ru", (66,)),
        ("fr", (66,)),
    ],
)
def test_a_gs1_separator_in_all_its_forms(name, moves):
    """As Ctrl and the key of "]" in the country or in the US, and as F8."""
    assert write(Typewriter(name), *moves) == "\x1d"


def test_the_separators_of_other_codes():
    assert write(Typewriter(), 65, 66, 67, 68) == "\x1c\x1d\x1e\x1f"
    assert write(Typewriter(), (CONTROL, 32)) == "\x04"


def test_the_keypad_writes_digits_whatever_num_lock_is():
    assert write(Typewriter("fr"), *PAD.values(), 55, 74, 78, 83, 98) == "0123456789*-+./"


def test_keys_that_write_nothing():
    assert write(Typewriter(), 59, 1, 125, 105) == ""


def test_what_is_let_go_is_up():
    typewriter = Typewriter()
    typewriter.hold(SHIFT)
    typewriter.let_go()

    assert write(typewriter, A) == "a"


@given(
    st.sampled_from(NAMES),
    st.lists(st.tuples(st.sampled_from([(), (SHIFT,), (ALT_GR,), (SHIFT, ALT_GR)]), st.integers(0, 130)), max_size=20),
)
def test_whatever_is_typed_comes_out_whole(name, moves):
    """Nothing but characters, and what is at hand at once is what would be written anyway."""
    typewriter = Typewriter(name)
    for held, code in moves:
        for modifier in held:
            typewriter.hold(modifier)
        at_once = typewriter.ready.get(code)
        if code not in (29, 97, 42, 54, 56, 100):
            written = typewriter.press(code)
            assert at_once in (None, written)
            assert "◌" not in written
            assert len(written) <= 2
        for modifier in held:
            typewriter.release(modifier)


@pytest.mark.parametrize("name", NAMES)
def test_an_accent_and_its_letter_are_one_character(name):
    """Every accent of every layout joins something it stands on in that country."""
    for code, key in layout(name).items():
        for held, character in zip(((), (SHIFT,)), key[:2], strict=True):
            if len(character) == 2 and unicodedata.normalize("NFC", "e" + character[1]) != "e" + character[1]:
                where = next((at for at, other in layout(name).items() if other[0] == "e"), None)
                if where is not None:
                    typed = write(Typewriter(name), (*held, code), where)
                    assert (len(typed), unicodedata.normalize("NFD", typed)) == (1, "e" + character[1])
