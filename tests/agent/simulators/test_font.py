"""The letters of simulated printers."""

import pytest

from iot_agent.simulators.font import HEIGHT, WIDTH, glyph


def test_every_plain_character_is_there_and_its_own():
    plain = [chr(code) for code in range(0x20, 0x7F)]
    assert len({glyph(character) for character in plain}) == len(plain)
    for character in plain:
        assert len(glyph(character)) == HEIGHT
        assert all(0 <= row < 1 << WIDTH for row in glyph(character))


def test_a_letter_as_it_is_drawn():
    assert glyph("L") == (16, 16, 16, 16, 16, 16, 31)
    assert glyph(" ") == glyph("\xa0") == (0,) * HEIGHT


@pytest.mark.parametrize(("accented", "plain"), [("é", "e"), ("Ü", "U")])
def test_an_accent_changes_its_letter(accented, plain):
    assert glyph(accented) != glyph(plain)
    assert sum(one != other for one, other in zip(glyph(accented), glyph(plain), strict=True)) == 1


def test_what_is_not_known_is_a_box():
    assert glyph("中") == glyph("\u0600") == (31, 17, 17, 17, 17, 17, 31)
