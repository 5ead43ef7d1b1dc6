"""The bars of simulated printers by the standard."""

import pytest

from iot_agent.simulators.code128 import PATTERNS, code128

A = "1101001000010100011000100010110001100011101011"
"""Start B, "A", check character 34 (104 + 33 modulo 103) and stop."""


def test_a_letter_as_in_the_standard():
    assert code128("A", 1) == A
    assert code128("A", 3) == "".join(dot * 3 for dot in A)


def test_every_character_is_its_own_and_as_wide_as_all():
    assert len(set(PATTERNS)) == 106
    assert {sum(map(int, pattern)) for pattern in PATTERNS} == {11}
    assert {sum(map(int, pattern[::2])) % 2 for pattern in PATTERNS} == {0}


@pytest.mark.parametrize("strange", ["é", "\x1b", "\n", "€"])
def test_what_the_set_lacks_is_a_question_mark(strange):
    assert code128(f"A{strange}B", 1) == code128("A?B", 1)
