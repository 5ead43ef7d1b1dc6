"""QR codes of simulated printers, with and without the library that makes them."""

import sys

import pytest

from iot_agent.simulators import qr

FINDER = ("#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######")


def test_a_real_code_has_its_three_finders():
    pytest.importorskip("qrcode")
    rows = ["".join(" #"[dark] for dark in row) for row in qr.matrix("https://example.com/42")]
    side = len(rows)
    assert {len(row) for row in rows} == {side}
    assert (side - 17) % 4 == 0
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        assert tuple(row[left : left + 7] for row in rows[top : top + 7]) == FINDER
    assert qr.matrix("other") != qr.matrix("https://example.com/42")


def test_without_the_library_a_frame_stands_for_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "qrcode", None)
    rows = qr.matrix("anything")
    assert [sum(row) for row in rows] == [qr.FRAME, *[2] * (qr.FRAME - 2), qr.FRAME]
