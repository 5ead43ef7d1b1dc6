"""QR codes as rows of modules, and as pictures for web pages.

Source: ISO/IEC 18004 gives the quiet zone of four modules around a code; the library `qrcode` makes the code itself.
"""

from __future__ import annotations

from ..libraries import need

MARGIN = 4


def matrix(data: str, margin: int = MARGIN) -> list[list[bool]]:
    """Rows from the top, dark modules true; MissingLibrary without the library."""
    qrcode = need("qrcode", "screens")
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=margin)
    code.add_data(data)
    code.make()
    found: list[list[bool]] = code.get_matrix()
    return found


def svg(data: str) -> str:
    """The code as a picture of any size, dark on white whatever the page looks like."""
    rows = matrix(data)
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    side = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{dark}"/></svg>'
    )
