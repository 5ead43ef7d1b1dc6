"""What a browser answers."""

from iot_agent.codecs.devtools import page, parse
from iot_agent.errors import ProtocolError


def fuzz(data: bytes) -> None:
    try:
        message = parse(data)
        assert isinstance(message, dict)
        assert isinstance(page(message), str)
    except ProtocolError:
        return
