"""QR codes of simulated printers: real ones where the library that makes them is there, else a frame in their size."""

from __future__ import annotations

from ..errors import MissingLibrary
from ..libraries import need

FRAME = 25
"""Modules of the side of what stands for a code."""


def matrix(data: str) -> list[list[bool]]:
    """The rows of the code, dark modules true, without a margin."""
    try:
        qrcode = need("qrcode", "escpos")
    except MissingLibrary:
        edge = (0, FRAME - 1)
        return [[x in edge or y in edge for x in range(FRAME)] for y in range(FRAME)]
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(data)
    code.make()
    found: list[list[bool]] = code.get_matrix()
    return found
