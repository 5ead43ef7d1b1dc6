"""The stream of a network camera, whole and in pieces, and the lines on its wire."""

from iot_agent.codecs import http_camera
from iot_agent.errors import ProtocolError

from ..pieces import pieces


def fuzz(data: bytes) -> None:
    for read in (http_camera.read_ask, http_camera.read_head, http_camera.read_size):
        try:
            read(data[1:])
        except ProtocolError:
            continue
    pictures, parts = http_camera.Pictures("frame"), []
    try:
        for piece in pieces(data):
            parts += pictures.feed(piece)
    except ProtocolError:
        return
    try:
        assert http_camera.Pictures("frame").feed(data[1:]) == parts, "the pieces matter"
    except ProtocolError:
        return  # what is refused in one go may have gone by in pieces
    assert all(parts)
