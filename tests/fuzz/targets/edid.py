"""What a monitor says of itself."""

from iot_agent.codecs.edid import BLOCK, parse
from iot_agent.errors import ProtocolError


def fuzz(data: bytes) -> None:
    whole = data[: BLOCK - 1].ljust(BLOCK - 1, b"\0")
    for given in (data, whole + bytes((-sum(whole) % 256,))):
        try:
            monitor = parse(given)
        except ProtocolError:
            continue
        assert len(monitor.maker) == 3
        assert all(c.isprintable() for c in monitor.name + monitor.serial)
