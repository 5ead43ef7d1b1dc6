"""A document, as the process that makes pages of it reads it. Its last byte says for which paper."""

from iot_agent.codecs import label, pdf
from iot_agent.errors import ProtocolError
from iot_agent.values import Fit
from iot_agent.wire import MAX_ROWS

FEW = 5
"""Pages looked at: making them is PDFium's work, and takes its time."""


def fuzz(data: bytes) -> None:
    said = data[-1] if data else 0
    across, down = 8 * (1 + said % 16), 64 * (said >> 4 & 1)
    fit = Fit(width=across, most=across, label=down, turn=label.TURNS[said >> 5 & 3])
    try:
        made = [page for page, _ in zip(pdf.pages(data, fit, strip=said > 127), range(FEW), strict=False)]
    except ProtocolError:
        return
    for page in made:
        assert 0 < page.width <= MAX_ROWS
        assert 0 < page.height <= MAX_ROWS
        assert len(page.rows) == page.row_bytes * page.height
        if not fit.turn:
            assert page.width <= across
        if down and said <= 127:
            assert (page.width, page.height) == (across, down), "not the label"
