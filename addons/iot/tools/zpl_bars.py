"""Bar codes as label printers draw them: text to a row of dots, a string of "1" for a dark and "0" for a light one.

Sources: Zebra, "ZPL II Programming Guide" (^BC, ^B3, ^B2, ^BA, ^BE, ^B8, ^BU, ^BQ); GS1 General Specifications, 5.2.2
(the bars of EAN and UPC). The other tables are those of the library that draws bar codes in Odoo's reports.
"""

import re

from reportlab.graphics.barcode import code39, code93, code128, common, qrencoder

_LEFT = re.findall("." * 7, "0001101001100100100110111101010001101100010101111011101101101110001011")
_RIGHT = ["".join("10"[int(bit)] for bit in digit) for digit in _LEFT]
_MIRRORED = [digit[::-1] for digit in _RIGHT]
_PARITY = re.findall("." * 6, "LLLLLLLLGLGGLLGGLGLLGGGLLGLLGGLGGLLGLGGGLLLGLGLGLGLGGLLGGLGL")
_FNC1 = "\xf1"
_INVOKED = {"0": ">", "=": "~", "<": "^", "8": _FNC1}
"""What ">" and a sign stand for in the data of ^BC; other signs choose the set that the next signs are of."""
MOST_IN_QR = 800
"""Characters; more take the library seconds."""
_LEVELS = {"L": 1, "M": 0, "Q": 3, "H": 2}


class _SetB(code128.Code128):
    """Code 128 in one set of characters, as ^BC writes it unless it is told otherwise."""

    def encode(self):
        values = [104, *(code128.setb.get(sign, 31) for sign in self.validated)]
        check = sum(max(1, at) * value for at, value in enumerate(values)) % 103
        self.encoded = [*values, check, 106]
        return self.encoded


def code_128(text, module, _wide, mode):
    """The dots of a row, and what stands beneath the bars; so do all others."""
    if ">" in text or mode in ("A", "D", "U"):
        plain = _plain(text)
        return _widths(code128.Code128(_FNC1 + plain if mode == "D" else plain), module), plain.replace(_FNC1, "")
    return _widths(_SetB(text), module), text


def code_39(text, module, wide, _mode):
    text = text.upper()
    return _two_widths(code39.Standard39(text, checksum=0, stop=1), module, wide), f"*{text}*"


def code_93(text, module, _wide, _mode):
    return _widths(code93.Standard93(text.upper()), module), text.upper()


def interleaved(text, module, wide, _mode):
    digits = "".join(filter(str.isdecimal, text))
    digits = digits.zfill(len(digits) + len(digits) % 2)
    return _two_widths(common.I2of5(digits, checksum=0, bearers=0), module, wide), digits


def ean_13(text, module, _wide, _mode):
    digits = _checked(text, 13)
    sides = zip(_PARITY[int(digits[0])], digits[1:7], strict=True)
    left = "".join((_LEFT if side == "L" else _MIRRORED)[int(digit)] for side, digit in sides)
    return _times(f"101{left}01010{_right(digits[7:])}101", module), digits


def ean_8(text, module, _wide, _mode):
    digits = _checked(text, 8)
    left = "".join(_LEFT[int(digit)] for digit in digits[:4])
    return _times(f"101{left}01010{_right(digits[4:])}101", module), digits


def upc_a(text, module, wide, mode):
    digits = _checked(text, 12)
    return ean_13("0" + digits, module, wide, mode)[0], digits


def qr(text):
    """The rows of a QR code. Its level of correction and how the data came in stand before the data."""
    if len(text) > MOST_IN_QR:
        raise ValueError(text[:9])
    head, comma, rest = text.partition(",")
    level, data = (head[:1], rest) if comma else ("Q", text)
    code = qrencoder.QRCode(None, _LEVELS.get(level, 3))
    code.addData(data)
    code.make()
    side = range(code.getModuleCount())
    return ["".join("01"[bool(code.isDark(row, column))] for column in side) for row in side]


def _checked(text, length):
    """So many digits, of which the last checks the others."""
    digits = "".join(filter(str.isdecimal, text))[: length - 1].zfill(length - 1)
    total = sum(int(digit) * (3, 1)[at % 2] for at, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


def _right(digits):
    return "".join(_RIGHT[int(digit)] for digit in digits)


def _plain(text):
    """The data of ^BC without the signs that choose a set: the shortest way to write them is found again."""
    said, signs = "", iter(text)
    for sign in signs:
        said += sign if sign != ">" else _INVOKED.get(next(signs, ""), "")
    return said


def _widths(code, module):
    """Bars in capital letters and spaces in small ones: A is one module, B two."""
    signs = _signs(code)
    return "".join("01"[sign.isupper()] * ((ord(sign.lower()) - ord("a") + 1) * module) for sign in signs)


def _two_widths(code, module, wide):
    """Bars are B if wide, else b; spaces S or s, or i between two characters."""
    return "".join("01"[sign in "Bb"] * (wide if sign.isupper() else module) for sign in _signs(code))


def _signs(code):
    code.validate()
    if not code.validated:
        raise ValueError(code.value)
    code.encode()
    return code.decompose()


def _times(bars, module):
    return "".join(bar * module for bar in bars)
