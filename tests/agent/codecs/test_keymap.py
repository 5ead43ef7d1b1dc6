"""Events of linux/input.h to codes. The events are made by the simulated scanner, which has tables of its own."""

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import keymap
from iot_agent.codecs.keymap import Decoder
from iot_agent.errors import ProtocolError
from iot_agent.simulators import hid_keyboard as scanner
from iot_agent.simulators.hid_keyboard import PAD_ENTER, TAB, key, typed

ENDS = (scanner.ENTER, PAD_ENTER, TAB)
TABBED = frozenset({"tab"})
TIMED = frozenset({"time"})
PRINTABLE = "".join(map(chr, range(32, 127)))


def test_literal_events():
    """Key 3 (the digit 2), then Enter, as a 64-bit kernel sends them."""
    event = struct.Struct("<qqHHi")
    data = b"".join(
        event.pack(1700000000, micro, type_, code, value)
        for micro, type_, code, value in (
            (100, 4, 4, 0x7001F), (100, 1, 3, 1), (100, 0, 0, 0),
            (200, 4, 4, 0x7001F), (200, 1, 3, 0), (200, 0, 0, 0),
            (300, 4, 4, 0x70028), (300, 1, 28, 1), (300, 0, 0, 0),
        )
    )  # fmt: skip

    assert keymap.EVENT.size == event.size, "this machine's events are not those of the literal"
    assert Decoder().feed(data) == ["2"]


@pytest.mark.parametrize("end", ENDS)
def test_a_code_ends_with_enter_keypad_enter_or_tab(end):
    assert Decoder(ends=TABBED).feed(typed("4006381333931", end=end)) == ["4006381333931"]


def test_a_tab_within_a_code_is_a_part_of_it():
    keys = typed("1", end=TAB, at=1.0) + typed("2", at=1.1)

    assert Decoder().feed(keys) == ["1\t2"]


def test_a_tab_that_nothing_follows_is_an_end_after_all():
    decoder = Decoder()
    assert decoder.feed(typed("4006381333931", end=TAB, at=1.0)) == []
    assert decoder.patience == keymap.GAP
    assert decoder.pause() == ["4006381333931"]
    assert decoder.patience is None
    assert decoder.feed(typed("1", end=TAB, at=3.0) + typed("2", at=9.0)) == ["1", "2"]


def test_a_pause_ends_a_code_where_that_is_said():
    decoder = Decoder(ends=TIMED)
    assert decoder.feed(typed("4006381333931", end=0, at=1.0)) == []
    assert decoder.patience == keymap.PAUSE
    assert decoder.pause() == ["4006381333931"]
    assert decoder.pause() == []
    assert decoder.feed(typed("1", end=0, at=3.0) + typed("2", at=3.1 + keymap.PAUSE)) == ["1", "2"]


def test_a_pause_ends_nothing_where_it_is_not_said():
    decoder = Decoder()
    assert decoder.feed(typed("4006", end=0, at=1.0)) == []
    assert decoder.patience is None
    assert decoder.pause() == []
    assert decoder.feed(typed("777", at=1.05)) == ["777"], "what was given up is not joined to the next"


def test_what_was_dropped_is_no_code_by_its_pause_either():
    decoder = Decoder(ends=TIMED)
    decoder.feed(typed("40", end=0, at=1.0) + scanner.event(0, 3, 0, 1.01) + typed("06", end=0, at=1.02))

    assert decoder.pause() == []


def test_a_prefix_is_taken_off():
    decoder = Decoder(prefix="]C1")

    assert decoder.feed(typed("]C10104006381333931", at=1.0)) == ["0104006381333931"]
    assert decoder.feed(typed("4006381333931", at=2.0)) == ["4006381333931"]
    assert decoder.feed(typed("]C1", at=3.0)) == []


@pytest.mark.parametrize("layout", ["fr", "de"])
def test_every_character_of_a_keyboard_abroad(layout):
    assert Decoder(layout).feed(typed(PRINTABLE + "äöüßéèç€§µ\x1d", layout=layout)) == [PRINTABLE + "äöüßéèç€§µ\x1d"]


def test_a_layout_there_is_none_of():
    with pytest.raises(KeyError):
        Decoder("xx")


def test_every_character_of_the_us_layout():
    assert Decoder().feed(typed(PRINTABLE)) == [PRINTABLE]


def test_keypad_digits_count_without_num_lock():
    assert Decoder().feed(typed("0123456789", pad=True, end=PAD_ENTER)) == ["0123456789"]


def test_gs1_separators_come_as_control_characters():
    assert Decoder().feed(typed("0104006381333931\x1d21ABC")) == ["0104006381333931\x1d21ABC"]


def test_characters_beyond_the_layout_come_by_number():
    assert Decoder().feed(typed("Größe µ")) == ["Größe µ"]


def test_code_page_437_is_meant_without_the_leading_zero():
    keys = [(56, True), *((scanner.PAD[digit], down) for digit in "130" for down in (True, False)), (56, False)]
    data = b"".join(key(code, down, 1 + at / 1000) for at, (code, down) in enumerate(keys))

    assert Decoder().feed(data + key(28, True, 1.1)) == ["é"]


def test_caps_lock_turns_letters_only():
    caps = key(58, True, 1.0) + key(58, False, 1.001)

    assert Decoder().feed(caps + typed("aB1!", at=1.01)) == ["Ab1!"]


def test_a_held_key_counts_once():
    held = b"".join(scanner.event(1, 3, 2, 1.0 + at / 100) for at in range(1, 5))

    assert Decoder().feed(key(3, True, 1.0) + held + key(28, True, 1.05)) == ["2"]


def test_enter_alone_is_no_code():
    assert Decoder().feed(typed("")) == []


def test_half_a_scan_is_never_glued_to_the_next():
    half = typed("40063", end=0, at=10.0)
    whole = typed("5901234123457", at=10.0 + keymap.GAP + 0.1)

    assert Decoder().feed(half + whole) == ["5901234123457"]


def test_a_clock_set_back_ends_a_half_scan_too():
    assert Decoder().feed(typed("40063", end=0, at=10.0) + typed("777", at=5.0)) == ["777"]


def test_a_slow_scanner_is_still_one_scan():
    assert Decoder().feed(typed("4006381333931", at=10.0, pace=keymap.GAP * 0.45)) == ["4006381333931"]


def test_what_the_kernel_dropped_spoils_the_code_and_not_the_next():
    dropped = scanner.event(0, 3, 0, 10.02)
    spoilt = typed("4006", end=0, at=10.0) + dropped + typed("3931", at=10.03)

    assert Decoder().feed(spoilt + typed("777", at=10.1)) == ["777"]


def test_what_is_left_of_a_code_after_a_drop_is_none_however_much_was_dropped():
    """A box that was busy for a second has seen nothing of the middle."""
    seen, rest = typed("4006", end=0, at=10.0), typed("31", at=11.02)

    assert Decoder().feed(seen + scanner.event(0, 3, 0, 11.0) + rest + typed("777", at=12.0)) == ["777"]


def test_a_shift_key_lost_in_a_drop_is_up():
    data = key(42, True, 10.0) + scanner.event(0, 3, 0, 10.01) + key(28, True, 10.02) + typed("abc", at=10.1)

    assert Decoder().feed(data) == ["abc"]


def test_endless_typing_is_given_up():
    data = typed("x" * (keymap.LONGEST + 1), at=10.0) + typed("777", at=30.0)

    assert Decoder().feed(data) == ["777"]


def test_other_keys_and_other_events_mean_nothing():
    lamp, mouse, function_key = scanner.event(0x11, 1, 1, 1.0), scanner.event(2, 0, -5, 1.0), key(59, True, 1.0)

    assert Decoder().feed(lamp + mouse + function_key + typed("1", at=1.01)) == ["1"]


def test_a_barcode_scanner_and_a_stream_of_codes():
    codes = [f"{number:013}" for number in range(50)]

    assert Decoder().feed(b"".join(typed(code, at=1 + number) for number, code in enumerate(codes))) == codes


@given(
    st.lists(st.text(st.sampled_from(PRINTABLE + "\x1däöü€"), min_size=1, max_size=20), max_size=5),
    st.sampled_from(ENDS),
    st.booleans(),
    st.lists(st.integers(1, 300)),
)
def test_events_may_come_in_any_pieces(codes, end, pad, cuts):
    data = b"".join(typed(code, end=end, pad=pad, at=1.0 + 2 * number) for number, code in enumerate(codes))
    decoder, got, start = Decoder(ends=TABBED), [], 0
    for cut in cuts:
        got += decoder.feed(data[start : start + cut])
        start += cut

    assert got + decoder.feed(data[start:]) == codes


@given(
    st.lists(st.text(st.sampled_from(PRINTABLE + "äöüéè€"), min_size=1, max_size=9), min_size=1, max_size=4),
    st.sampled_from(["us", "fr", "de"]),
    st.lists(st.integers(1, 300)),
)
def test_a_pause_ends_each_code_however_the_events_are_cut(codes, layout, cuts):
    data = b"".join(
        typed(code, end=0, layout=layout, at=1.0 + 2 * number, pace=1e-4) for number, code in enumerate(codes)
    )
    decoder, got, start = Decoder(layout, TIMED), [], 0
    for cut in cuts:
        got += decoder.feed(data[start : start + cut])
        start += cut

    assert [*got, *decoder.feed(data[start:]), *decoder.pause()] == codes


@given(st.binary(max_size=240))
def test_random_bytes_are_a_protocol_error_or_nothing(data):
    with contextlib.suppress(ProtocolError):
        Decoder().feed(data)


@pytest.mark.parametrize("nonsense", [(0x20, 0, 0), (1, 0x300, 1), (1, 2, 3), (1, 2, -1)])
def test_events_that_no_kernel_sends(nonsense):
    with pytest.raises(ProtocolError):
        Decoder().feed(scanner.event(*nonsense, at=1.0))
