"""The names of the user documentation, word for word, and what else people may type."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs.escpos_images import COLUMNS
from iot_agent.codecs.imc import Flaw, Imc, parse

NAMES = json.loads((Path(__file__).parents[2] / "wire/imc_names.json").read_text())
"""The examples that Odoo's form is tested with, too."""


@pytest.mark.parametrize("example", NAMES["proper"], ids=lambda example: example["name"])
def test_proper_names(example):
    asked = parse(example["name"])

    assert isinstance(asked, Imc)
    assert (asked.image, asked.scale) == (example["image"], example["scale"])


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("EPSONTMm30II__IMC__", 33),
        ("Kitchen__IMC_LDH__", 32),
        ("EpsonTMU220B__IMC_LDV__", 1),
        ("EPSON_TM_U220__IMC_LDV_LDH_SCALE80__", 0),
    ],
)
def test_the_four_densities_and_the_m_of_esc_asterisk(name, mode):
    assert COLUMNS[parse(name).image] == mode


@pytest.mark.parametrize("example", NAMES["improper"], ids=lambda example: example["name"])
def test_improper_names(example):
    assert parse(example["name"]) is Flaw(example["flaw"])


@pytest.mark.parametrize(
    ("name", "flaw"),
    [
        ("", Flaw.NO_MARK),
        ("__IMC__", Flaw.NO_MARK),
        ("Kitchen__IMCA__", Flaw.NO_MARK),
        ("Kitchen_IMC__", Flaw.NO_MARK),
        ("Kitchen__imc__", Flaw.NO_MARK),
        ("Kitchen__IMC_", Flaw.NO_END),
        ("Kitchen__IMC_LDV", Flaw.NO_END),
        ("Kitchen__IMC_LDV_", Flaw.NO_END),
        ("Kitchen__IMC___", Flaw.UNKNOWN),
        ("Kitchen__IMC_ldv__", Flaw.UNKNOWN),
        ("Kitchen__IMC_LDV_LDV__", Flaw.TWICE),
        ("Kitchen__IMC_SCALE50_SCALE60__", Flaw.TWICE),
        ("Kitchen__IMC_SCALE8O__", Flaw.SCALE),
        ("Kitchen__IMC_SCALE-80__", Flaw.SCALE),
        ("Kitchen__IMC_SCALE٨٠__", Flaw.SCALE),
        ("Kitchen__IMC_SCALE9__", Flaw.BOUNDS),
        ("Kitchen__IMC_SCALE401__", Flaw.BOUNDS),
        ("Kitchen__IMC_SCALE" + "9" * 5000 + "__", Flaw.BOUNDS),
        ("Kitchen#1__IMC__", Flaw.NAME),
        ("a/b__IMC__", Flaw.NAME),
        ("My printer__IMC__", Flaw.NAME),
    ],
)
def test_other_improper_names(name, flaw):
    assert parse(name) is flaw


@given(st.text(st.sampled_from("AIMCLDVHSE_05"), max_size=40) | st.text(max_size=40))
def test_any_name_is_proper_or_has_a_flaw(name):
    assert isinstance(parse(name), Imc | Flaw)


@given(
    st.text(st.characters(exclude_characters="/# _"), min_size=1),
    st.sets(st.sampled_from(["LDV", "LDH"])),
    st.none() | st.integers(10, 400),
    st.randoms(use_true_random=False),
)
def test_what_is_written_is_read_in_any_order(printer, densities, scale, chance):
    words = [*densities, *([f"SCALE{scale}"] if scale else [])]
    chance.shuffle(words)

    asked = parse("_".join([printer + "__IMC", *words]) + "__")

    assert asked == Imc("LDV" in densities, "LDH" in densities, scale or 100)
