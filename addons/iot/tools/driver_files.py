"""The files of which the bundle of drivers is made, read from folders with drivers, codecs and simulators in them."""

import hashlib
import logging
import os
import zlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from .. import wire

PARTS = ("drivers", "codecs", "simulators")
SUFFIXES = (".py", ".json")

_logger = logging.getLogger(__name__)


class Packed(NamedTuple):
    """Files as the wire lists them, what tells this set from any other, and their bytes as they travel."""

    files: tuple
    digest: str
    data: bytes


def pack(roots):
    """All files of the folders; of two with the same place the later folder's counts."""
    return _pack(tuple(sorted(_found(roots).items())))


def _found(roots):
    """The file for each place, with what shows that it is still the same."""
    found = {}
    for root in roots:
        for part in PARTS:
            for path in _walk(Path(root, part)):
                place = path.relative_to(root).as_posix()
                if wire.DRIVER_PATH.fullmatch(place):
                    stat = path.stat()
                    found[place] = (str(path), stat.st_mtime_ns, stat.st_size)
                elif path.parent != Path(root, part):
                    _logger.warning("%s is not sent to boxes: its name has to be in small letters, digits and _", path)
    return found


def _walk(folder):
    """What stands in it, links aside; the folders that Python needs no file for have none."""
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            path = Path(at, name)
            if path.suffix in SUFFIXES and name != "__init__.py" and not path.is_symlink():
                yield path


@lru_cache(maxsize=4)
def _pack(found):
    data = {place: Path(path).read_bytes() for place, (path, _mtime, _size) in found}
    files = tuple(
        wire.DriverFile(path=place, size=len(one), digest=hashlib.sha256(one).hexdigest())
        for place, one in data.items()
    )
    whole = hashlib.sha256("".join(f"{file.path} {file.digest}\n" for file in files).encode())
    return Packed(files, whole.hexdigest(), zlib.compress(b"".join(data.values())))
