"""What a printer says of itself. Source: IEEE 1284-2000, clause 7.6 (device identifier)."""

from __future__ import annotations

_LONG = {
    "MANUFACTURER": "MFG",
    "MODEL": "MDL",
    "COMMAND SET": "CMD",
    "CLASS": "CLS",
    "SERIALNUMBER": "SN",
    "SERN": "SN",
}


def parse(text: str) -> dict[str, str]:
    """Its keys in their short form ("MFG", "MDL", "CMD", …) with their values."""
    pairs = (item.partition(":") for item in text.split(";"))
    found = ((key.strip().upper(), value.strip()) for key, colon, value in pairs if colon)
    return {_LONG.get(key, key): value for key, value in found}
