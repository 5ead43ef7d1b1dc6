"""A picture: rows of our own, PNG or JPEG."""

from iot_agent.codecs import raster
from iot_agent.errors import ProtocolError
from iot_agent.values import Fit
from iot_agent.wire import MAX_ROWS, Format

FORMATS = (Format.RASTER, Format.PNG, Format.JPEG)


def fuzz(data: bytes) -> None:
    head, rest = data[:5].ljust(5, b"\0"), data[5:]
    format_, fit = FORMATS[head[0] % 3], Fit(scale=head[3], width=head[4] * 4, most=576)
    width, height = head[1] * 16 + head[3] % 16, head[2] * 100
    if raster.is_large(rest, format_, width, height):
        return
    try:
        picture = raster.from_document(rest, format_, width, height, fit)
    except ProtocolError:
        return
    assert 0 < picture.width <= 4096
    assert 0 < picture.height <= MAX_ROWS
    assert len(picture.rows) == picture.row_bytes * picture.height
    if picture.width * picture.height < 100_000:
        squat = raster.squat(picture, 50)
        assert len(squat.rows) == squat.row_bytes * squat.height
        back = raster.inflate(raster.deflate(picture), picture.width, picture.height)
        assert back == picture
