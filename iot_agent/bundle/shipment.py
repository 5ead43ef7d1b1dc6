"""A bundle as it comes from the database: whose it is, whether it may be taken, and its files on the disk.

The list of files is signed and travels apart from their bytes, which carry no names at all: nothing is unpacked that
the list does not name, and each file is measured against it before it is written.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from .. import seal, wire
from ..wire import DRIVER_PATH, MAX_DRIVER_FILES, MAX_DRIVERS, Code, WireError


def read(key: str, sealed: wire.Sealed) -> wire.Drivers:
    """The list of files that the database with public `key` signed; raises WireError for one that cannot be taken."""
    try:
        listed = seal.unseal(key, sealed, wire.Drivers)
    except WireError as error:
        unsigned = error.code is Code.BAD_SIGNATURE
        raise WireError(Code.DRIVERS_UNSIGNED if unsigned else Code.DRIVERS_DAMAGED, error.detail) from error
    total = sum(file.size for file in listed.files)
    if len(listed.files) > MAX_DRIVER_FILES or total > MAX_DRIVERS:
        raise WireError(Code.DRIVERS_TOO_LARGE, f"{len(listed.files)} files, {total} bytes")
    for file in listed.files:
        if not DRIVER_PATH.fullmatch(file.path):
            raise WireError(Code.DRIVERS_UNSAFE, repr(file.path)[:100])
    if len({file.path for file in listed.files}) != len(listed.files):
        raise WireError(Code.DRIVERS_UNSAFE, "a file is named twice")
    return listed


def unpack(listed: wire.Drivers, packed: bytes, folder: Path) -> None:
    """Write the files into the empty `folder`, onto the disk itself; raises WireError unless each is as listed."""
    whole, at = _inflated(packed, sum(file.size for file in listed.files)), 0
    for file in listed.files:
        data, at = whole[at : at + file.size], at + file.size
        if seal.digest(data) != file.digest:
            raise WireError(Code.DRIVERS_DAMAGED, file.path[:100])
        path = folder / file.path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("xb") as writing:
            writing.write(data)
            writing.flush()
            os.fsync(writing.fileno())


def pack(files: list[bytes]) -> bytes:
    """The other end of `unpack`."""
    return zlib.compress(b"".join(files), 6)


def check(listed: wire.Drivers, folder: Path) -> None:
    """Raise WireError unless every file stands in `folder` as listed."""
    for file in listed.files:
        try:
            whole = seal.digest((folder / file.path).read_bytes()) == file.digest
        except OSError:
            whole = False
        if not whole:
            raise WireError(Code.DRIVERS_DAMAGED, file.path[:100])


def stands(listed: wire.Drivers, folder: Path) -> bool:
    """Whether every file stands in `folder` as listed."""
    try:
        check(listed, folder)
    except WireError:
        return False
    return True


def _inflated(packed: bytes, size: int) -> bytes:
    """`size` bytes, neither more nor less."""
    inflating = zlib.decompressobj()
    try:
        data = inflating.decompress(packed, size + 1)
    except zlib.error:
        raise WireError(Code.DRIVERS_DAMAGED, "compression") from None
    if len(data) != size or not inflating.eof or inflating.unused_data:
        raise WireError(Code.DRIVERS_DAMAGED, f"{len(data)} of {size} bytes")
    return data
