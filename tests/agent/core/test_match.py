import pytest

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


def test_nobody_claims_it():
    assert best_driver(PRINTER, {"a": (Match("serial"),)}).reason == "no driver claims it"


def test_a_pinned_driver_wins_even_over_better_claims():
    pinned = Candidate("usb-1", "usb", "1-1", driver="b")
    assert best_driver(pinned, {"a": (Match("usb"),), "b": ()}).driver == "b"
    unknown = best_driver(pinned, {"a": (Match("usb"),)})
    assert (unknown.driver, unknown.reason) == (None, "no driver b")
