"""What printers say of themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import ieee1284


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;DES:EPSON TM-T20II;",
            {"MFG": "EPSON", "CMD": "ESC/POS", "MDL": "TM-T20II", "CLS": "PRINTER", "DES": "EPSON TM-T20II"},
        ),
        (
            "MANUFACTURER:Zebra ;COMMAND SET:ZPL;model: GK420d;",
            {"MFG": "Zebra", "CMD": "ZPL", "MDL": "GK420d"},
        ),
        ("nonsense", {}),
        ("", {}),
    ],
)
def test_parse(text, says):
    assert ieee1284.parse(text) == says


@given(st.text())
def test_nothing_breaks_it(text):
    assert all(key == key.upper() for key in ieee1284.parse(text) if key.isascii())
