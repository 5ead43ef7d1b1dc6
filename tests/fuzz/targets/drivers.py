"""A bundle of drivers that the database signed, whatever is in it: a list of files, a newline, and their bytes."""

import tempfile
from pathlib import Path

from iot_agent import seal, wire
from iot_agent.bundle import shipment

SEED = bytes(range(32))
KEY = seal.public_key(SEED)


def fuzz(data: bytes) -> None:
    body, _, packed = data.partition(b"\n")
    text = body.decode("utf-8", "replace")
    with tempfile.TemporaryDirectory() as outer:
        folder = Path(outer) / "a" / "b"
        folder.mkdir(parents=True)
        try:
            listed = shipment.read(KEY, wire.Sealed(body=text, signature=seal.sign(SEED, text)))
            shipment.unpack(listed, packed, folder)
        except wire.WireError:
            return
        finally:
            outside = [path for path in Path(outer).rglob("*") if path.is_file() and not path.is_relative_to(folder)]
            assert not outside, outside
        shipment.check(listed, folder)
        assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} == {
            file.path for file in listed.files
        }
