"""Pictures that hang on one another, as the process that decodes them gets them."""

from iot_agent.codecs import video
from iot_agent.errors import ProtocolError

WIDTH = 64


def fuzz(data: bytes) -> None:
    """The first byte says which encoding; then coded pictures, each after its length."""
    film = video.Film(tuple(video.CODECS)[data[0] % len(video.CODECS)] if data else "H264")
    at = 1
    while at + 2 < len(data):
        size = int.from_bytes(data[at : at + 2], "big")
        film.feed(data[at + 2 : at + 2 + size] or b"\0")
        at += 2 + size
    try:
        picture = film.picture(WIDTH)
    except ProtocolError:
        return
    assert 0 < picture.width <= WIDTH
    assert picture.height > 0
    assert picture.jpeg.startswith(b"\xff\xd8")
