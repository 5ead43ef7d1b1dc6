"""Names of printers as their makers give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import models


@pytest.mark.parametrize(
    ("names", "purpose", "language"),
    [
        ("EPSON TM-T88V", "receipt", "ESC/POS"),
        ("EPSON TM-m30II", "receipt", "ESC/POS"),
        ("EPSON TM-C3500", "receipt", ""),  # a colour label printer with a language of its own
        ("Star TSP143IIIU", "receipt", "STAR"),
        ("Star Micronics mC-Print3", "receipt", "STAR"),
        ("Zebra ZD420-203dpi ZPL", "label", "ZPL"),
        ("Brother QL-820NWB", "label", ""),
        ("DYMO LabelWriter 450", "label", ""),
        ("HP LaserJet Pro M404dn", "office", ""),
        ("Brother HL-L2350DW", "office", ""),
        ("", "office", ""),
    ],
)
def test_what_a_name_says(names, purpose, language):
    assert (models.purpose(names), models.language(names)) == (purpose, language)


@pytest.mark.parametrize(
    ("commands", "language"),
    [("esc/pos", "ESC/POS"), ("STAR", "STAR"), ("XML,ZPL", "ZPL"), ("EPL2", "EPL"), ("EPL,ZPL", "ZPL")],
)
def test_its_commands_know_better_than_its_name(commands, language):
    assert models.language("EPSON TM-T88V", commands) == language


_WORDS = (
    "TM-",
    "TM-m30",
    "TSP",
    "mC-Print3",
    "Star ",
    "zpl",
    "EPL2",
    "ZD420",
    "Label",
    "receipt",
    "POS",
    " ",
    "-",
    "7",
    "é",
)


@given(st.lists(st.sampled_from(_WORDS) | st.text(max_size=8), max_size=12).map("".join), st.text(max_size=12))
def test_any_name_is_a_printer_of_some_kind(names, commands):
    assert models.purpose(names) in ("label", "receipt", "office")
    assert models.language(names, commands) in ("", "ESC/POS", "STAR", "ZPL", "EPL")
    assert models.purpose(f"{names} label") == "label"


@given(st.lists(st.sampled_from(_WORDS[:-1]), max_size=12).map("".join))
def test_capital_letters_mean_nothing(names):
    asked = (names, names.upper(), names.lower())

    assert len({(models.purpose(name), models.language(name, name)) for name in asked}) == 1
