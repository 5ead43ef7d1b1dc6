from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.core.match import Candidate, Claim, Match, best_driver

PRINTER = Candidate("usb-1", "usb", "1-1", "EPSON TM-T20II", vendor=0x04B8, product=0x0E15, hints={"class": "7"})


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        (Match("usb"), True),
        (Match("serial"), False),
        (Match("usb", vendor=0x04B8), True),
        (Match("usb", vendor=0x04B9), False),
        (Match("usb", product=0x0E15), True),
        (Match("usb", product=1), False),
        (Match("usb", name="epson tm-*"), True),
        (Match("usb", name="star*"), False),
        (Match("usb", hints={"class": "7"}), True),
        (Match("usb", hints={"class": "8"}), False),
        (Match("usb", hints={"speed": "*"}), True),
        (Match("usb", hints={"speed": "?*"}), False),
    ],
)
def test_every_given_field_must_fit(match, fits):
    assert match.fits(PRINTER) is fits


def test_the_most_specific_driver_wins():
    table = {
        "any": (Match("usb"),),
        "epson": (Match("usb", vendor=0x04B8), Match("usb", vendor=0x04B8, product=0x0E15, hints={"class": "7"})),
        "other": (Match("serial"),),
    }
    decision = best_driver(PRINTER, table)
    assert (decision.driver, decision.claims) == ("epson", (Claim("epson", 3), Claim("any", 0)))


def test_a_tie_chooses_nobody_and_names_both():
    decision = best_driver(PRINTER, {"b": (Match("usb"),), "a": (Match("usb"),)})
    assert decision.driver is None
    assert decision.reason == "a and b claim it equally"


def test_those_who_ask_in_turn_share_in_their_order():
    table = {"c": (Match("usb", turn=1),), "a": (Match("usb", turn=2),), "b": (Match("usb", turn=2), Match("usb"))}
    decision = best_driver(PRINTER, {name: matches[:1] for name, matches in table.items()})
    assert (decision.driver, decision.queue) == ("c", ("c", "a", "b"))
    assert decision.reason == "they ask in turn: c, a, b"
    assert best_driver(PRINTER, table).driver == "b"  # it need not ask


def test_who_is_more_specific_does_not_share():
    table = {"a": (Match("usb", turn=1),), "b": (Match("usb", vendor=0x04B8, turn=2),)}
    decision = best_driver(PRINTER, table)
    assert (decision.driver, decision.queue, decision.reason) == ("b", (), "most specific")


matches = st.builds(
    Match,
    st.just("usb"),
    vendor=st.sampled_from([None, 0x04B8]),
    name=st.sampled_from(["", "epson*", "star*"]),
    turn=st.integers(0, 2),
)


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(matches, max_size=2).map(tuple), max_size=6))
def test_a_queue_is_who_claims_it_best_and_all_of_them_share(table):
    decision = best_driver(PRINTER, table)
    fitting = {name: [match for match in some if match.fits(PRINTER)] for name, some in table.items()}
    best = max((match.weight for some in fitting.values() for match in some), default=None)
    claiming = {name: [m.turn for m in some if m.weight == best] for name, some in fitting.items()}
    claiming = {name: min(turns) for name, turns in claiming.items() if turns}

    assert (decision.driver is None) == (not claiming or list(claiming.values()).count(0) > 1)
    assert decision.driver is None or decision.driver in claiming
    if decision.queue:
        assert sorted(decision.queue) == sorted(claiming)
        assert [claiming[name] for name in decision.queue] == sorted(claiming.values())


def test_nobody_claims_it():
    assert best_driver(PRINTER, {"a": (Match("serial"),)}).reason == "no driver claims it"


def test_a_pinned_driver_wins_even_over_better_claims():
    pinned = Candidate("usb-1", "usb", "1-1", driver="b")
    assert best_driver(pinned, {"a": (Match("usb"),), "b": ()}).driver == "b"
    unknown = best_driver(pinned, {"a": (Match("usb"),)})
    assert (unknown.driver, unknown.reason) == (None, "no driver b")


def test_what_a_user_says_counts_more_than_what_a_device_says():
    table = {
        "maker": (Match("hid", vendor=1, product=2, name="*scanner*"),),
        "pedal": (Match("hid", use="pedal"),),
        "any": (Match("hid"),),
    }
    seen = Candidate("x", "hid", "x", "A scanner", vendor=1, product=2)

    assert best_driver(seen, table).driver == "maker"
    assert best_driver(replace(seen, use="pedal"), table).driver == "pedal"
    assert best_driver(replace(seen, use="pedal", driver="any"), table).driver == "any", (
        "but the owner has the last word"
    )
