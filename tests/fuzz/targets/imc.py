"""The name of a printer that says how it is sent pictures."""

from iot_agent.codecs.imc import Flaw, Imc, parse
from iot_agent.wire import IMAGES


def fuzz(data: bytes) -> None:
    found = parse(data.decode(errors="replace"))
    assert isinstance(found, (Imc, Flaw))
    if isinstance(found, Imc):
        assert found.image in IMAGES
