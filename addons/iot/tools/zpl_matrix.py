"""Data Matrix as label printers draw it (^BX of quality 200). Source: ISO/IEC 16022, annexes E and F."""

SIZES = {
    10: (3, 5), 12: (5, 7), 14: (8, 10), 16: (12, 12), 18: (18, 14), 20: (22, 18), 22: (30, 20), 24: (36, 24),
    26: (44, 28), 32: (62, 36), 36: (86, 42), 40: (114, 48), 44: (144, 56), 48: (174, 68),
}  # fmt: skip
"""Modules of a side: the words of data in it, and those that correct them."""
PAD, UPPER, FNC1 = 129, 235, 232
_CORNERS = (
    ((-1, 0), (-1, 1), (-1, 2), (0, -2), (0, -1), (1, -1), (2, -1), (3, -1)),
    ((-3, 0), (-2, 0), (-1, 0), (0, -4), (0, -3), (0, -2), (0, -1), (1, -1)),
    ((-3, 0), (-2, 0), (-1, 0), (0, -2), (0, -1), (1, -1), (2, -1), (3, -1)),
    ((-1, 0), (-1, -1), (0, -3), (0, -2), (0, -1), (1, -3), (1, -2), (1, -1)),
)
"""The four places of a word that lies over corners, as row and column."""
_SHAPE = ((-2, -2), (-2, -1), (-1, -2), (-1, -1), (-1, 0), (0, -2), (0, -1), (0, 0))
"""Where the bits of a word lie around its last one."""


def data_matrix(text, side=0):
    """The rows of the smallest square that the text fits, and of no smaller `side`; ValueError if none."""
    words = list(_words(text))
    return symbol(words, next((at for at in SIZES if at >= side and SIZES[at][0] >= len(words)), None))


def symbol(words, side):
    """The rows of a square with these words of data."""
    if side is None:
        raise ValueError(len(words))
    room, checks = SIZES[side]
    padded = list(words)
    for at in range(len(words), room):
        value = PAD if at == len(words) else PAD + 149 * (at + 1) % 253 + 1
        padded.append(value - 254 * (value > 254))
    regions = 1 if side <= 26 else 2
    inner = side // regions - 2
    placed = _placed([*padded, *_correction(padded, checks)], inner * regions)
    return ["".join(_module(placed, row, column, inner) for column in range(side)) for row in range(side)]


def _words(text):
    """Two digits in one word, else one word for a sign, or two of them beyond ASCII; "_1" begins GS1 data."""
    at = 0
    while at < len(text):
        if text[at : at + 2] == "_1":
            yield FNC1
            at += 2
        elif text[at : at + 2].isascii() and text[at : at + 2].isdecimal() and len(text) > at + 1:
            yield 130 + int(text[at : at + 2])
            at += 2
        else:
            for byte in text[at].encode("latin-1", "replace"):
                yield from (byte + 1,) if byte < 128 else (UPPER, byte - 127)
            at += 1


def _correction(words, checks):
    """Reed and Solomon's, in the field of 256 with the polynomial 301."""
    powers = [1]
    for _ in range(254):
        powers.append(powers[-1] << 1 ^ (301 if powers[-1] > 127 else 0))
    logs = {power: at for at, power in enumerate(powers)}

    def times(one, other):
        return powers[(logs[one] + logs[other]) % 255] if one and other else 0

    generator = [1]
    for root in range(1, checks + 1):
        shifted = [*generator, 0]
        generator = [one ^ times(other, powers[root]) for one, other in zip(shifted, [0, *generator], strict=True)]
    rest = [0] * checks
    for word in words:
        lead = word ^ rest[0]
        rest = [one ^ times(lead, factor) for one, factor in zip([*rest[1:], 0], generator[1:], strict=True)]
    return rest


def _placed(words, side):
    """Each module of the inner square by its row and column."""
    bits = {}
    waiting = iter(words)

    def put(places):
        word = next(waiting)
        for at, (row, column) in enumerate(places):
            bits[row % side, column % side] = word >> (7 - at) & 1

    def shape(row, column):
        return [_wrapped(row + down, column + across, side) for down, across in _SHAPE]

    for row, column, turning in _walk(side):
        for corner in _corners(row, column, side) if turning else ():
            put(_CORNERS[corner])
        if not turning and 0 <= row < side and 0 <= column < side and (row, column) not in bits:
            put(shape(row, column))
    for last in ((side - 1, side - 1), (side - 2, side - 2)):
        bits.setdefault(last, 1)
    return bits


def _walk(side):
    """Rows and columns aslant, up to the right and down to the left by turns, and where it turns to go up."""
    row, column = 4, 0
    while row < side or column < side:
        yield row, column, True
        while row >= 0 and column < side:
            yield row, column, False
            row, column = row - 2, column + 2
        row, column = row + 1, column + 3
        while row < side and column >= 0:
            yield row, column, False
            row, column = row + 2, column - 2
        row, column = row + 3, column + 1


def _corners(row, column, side):
    """Which words lie over corners before the walk goes on from here."""
    if (row, column) == (side, 0):
        yield 0
    if (row, column) == (side - 2, 0) and side % 4:
        yield 1
    if (row, column) == (side - 2, 0) and side % 8 == 4:
        yield 2
    if (row, column) == (side + 4, 2) and not side % 8:
        yield 3


def _wrapped(row, column, side):
    if row < 0:
        row, column = row + side, column + 4 - (side + 4) % 8
    if column < 0:
        row, column = row + 4 - (side + 4) % 8, column + side
    return row, column


def _module(placed, row, column, inner):
    """Data, or of the frame of each region: dark at the left and beneath, by turns above and at the right."""
    region = inner + 2
    down, across = row % region, column % region
    if across == 0 or down == region - 1:
        return "1"
    if down == 0:
        return "10"[across % 2]
    if across == region - 1:
        return "01"[down % 2]
    return "01"[placed.get((row // region * inner + down - 1, column // region * inner + across - 1), 0)]
