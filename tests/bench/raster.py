"""Pictures to printer's bytes: processor time of the conversion, bytes on the wire, and whether the dots are right."""

import base64
from collections.abc import Callable, Iterator
from functools import partial

from iot_agent.codecs import escpos, escpos_images
from iot_agent.codecs import raster as codec
from iot_agent.simulators.escpos import EscPos
from iot_agent.wire import Format

from .lab import Lab
from .measure import cpu_of
from .peer import Worker
from .receipts import WIDTH, Receipt, receipt, text64
from .table import Figure, Row, exactly, times

HEIGHTS = (1200, 2400)
ROUNDS = 9
PEERS = {"odoo": "Odoo", "escpos": "python-escpos"}


def measure(lab: Lab) -> Iterator[Row]:
    with lab.worker("peer_raster") as peer:
        lab.versions |= peer.call("versions")
        for height in HEIGHTS:
            yield from _times(peer, receipt(height))
            yield from _sizes(receipt(height))
            yield from _dots(peer, receipt(height))


def ours(text: str, form: Format, height: int) -> bytes:
    """From the base64 in a job to what the printer is sent."""
    width = WIDTH if form is Format.RASTER else 0
    page = codec.from_document(base64.b64decode(text, validate=True), form, width, height if width else 0)
    return b"".join((escpos.INIT, escpos.CENTER, *escpos_images.raster(page), escpos.CUT))


def _times(peer: Worker, source: Receipt) -> Iterator[Row]:
    """Ours and the others in turn, round by round, so that all see the same machine."""
    jpeg, png = text64(source.jpeg), text64(source.png)
    ways: dict[str, Callable[[], float]] = {
        "raster": _own(text64(source.raster), Format.RASTER, source.height, 100),
        "jpeg": _own(jpeg, Format.JPEG, source.height, 10),
        "png": _own(png, Format.PNG, source.height, 10),
    }
    for name in PEERS:
        ways[f"{name} jpeg"] = partial(peer.call, "time_of", way=name, picture=jpeg, times=5)
        ways[f"{name} png"] = partial(peer.call, "time_of", way=name, picture=png, times=5)
    for way in ways.values():
        way()
    rounds = [{name: way() for name, way in ways.items()} for _ in range(ROUNDS)]
    got = {name: Figure.of(one[name] for one in rounds) for name in ways}

    def row(name: str, form: str, peer_name: str, peer_form: str, target: float | None) -> Row:
        return Row(
            f"{WIDTH}×{source.height} {form}, processor",
            "ms",
            got[name],
            got[f"{peer_name} {peer_form}"],
            f"{PEERS[peer_name]} {peer_form.upper()}",
            (times(target),) if target else (),
        )

    yield row("raster", "our 1-bit document", "odoo", "jpeg", 40)
    yield row("jpeg", "JPEG", "odoo", "jpeg", 2.5)
    yield row("jpeg", "JPEG", "escpos", "jpeg", 8)
    yield row("png", "PNG", "odoo", "png", None)
    yield row("png", "PNG", "escpos", "png", None)


def _own(text: str, form: Format, height: int, times: int) -> Callable[[], float]:
    return lambda: cpu_of(lambda: ours(text, form, height), times)


def _sizes(source: Receipt) -> Iterator[Row]:
    theirs = Figure((len(text64(source.jpeg)),))
    where = f"{WIDTH}×{source.height} on the wire"
    yield Row(
        f"{where} to a box on the LAN (base64)", "bytes", Figure((len(text64(source.raster)),)), theirs, "Odoo JPEG"
    )
    yield Row(
        f"{where} from the server (raw)",
        "bytes",
        Figure((len(source.raster),)),
        theirs,
        "Odoo JPEG",
        (times(20),),
    )


def _dots(peer: Worker, source: Receipt) -> Iterator[Row]:
    """Each side's bytes through our ESC/POS reader, against the source thresholded in the middle."""
    jpeg = text64(source.jpeg)
    theirs = {name: base64.b64decode(peer.call("convert", way=name, picture=jpeg)) for name in PEERS}
    wrong = Figure((differing(ours(text64(source.raster), Format.RASTER, source.height), source),))
    yield Row(
        f"{WIDTH}×{source.height} our 1-bit document, dots unlike the source",
        "",
        wrong,
        Figure((differing(theirs["odoo"], source),)),
        "Odoo JPEG",
        (exactly(0),),
    )
    for name, sent in theirs.items():
        yield Row(
            f"{WIDTH}×{source.height} JPEG, dots unlike the source",
            "",
            Figure((differing(ours(jpeg, Format.JPEG, source.height), source),)),
            Figure((differing(sent, source),)),
            f"{PEERS[name]} JPEG",
        )


def differing(sent: bytes, source: Receipt) -> int:
    """Dots on paper that differ from the source; what is fed before the cut must be white."""
    printer = EscPos(WIDTH)
    printer.receive(sent)
    (printed,) = printer.receipts
    rows = printed.picture.rows.ljust(len(source.rows), b"\0")
    expected = source.rows.ljust(len(rows), b"\0")
    return (int.from_bytes(rows, "big") ^ int.from_bytes(expected, "big")).bit_count()
