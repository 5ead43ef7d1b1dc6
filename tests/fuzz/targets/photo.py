"""A picture of a camera: told whole from broken, and made smaller."""

import warnings

from iot_agent.codecs import photo
from iot_agent.errors import ProtocolError


def fuzz(data: bytes) -> None:
    try:
        taken = photo.whole(data)
    except ProtocolError:
        return
    assert 0 < taken.width * taken.height <= photo.MOST_DOTS
    assert len(taken.jpeg) <= len(data) + len(photo.TABLES)
    assert photo.whole(taken.jpeg) == taken
    if taken.width * taken.height > 1_000_000:
        return  # decoding it is Pillow's work, and takes its time
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            small = photo.fitted(taken, max(1, taken.width // 2))
    except ProtocolError:
        return
    assert small.width <= max(1, taken.width // 2)
