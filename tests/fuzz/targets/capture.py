"""A recording of a wire."""

from iot_agent.codecs.capture import head, line, parse
from iot_agent.errors import ProtocolError


def fuzz(data: bytes) -> None:
    try:
        heard = parse(data.decode("utf-8", "replace"))
    except ProtocolError:
        return
    assert parse("\n".join([*head(heard.facts), *map(line, heard.pieces)])).pieces == heard.pieces
