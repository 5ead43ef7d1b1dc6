"""Whether the drivers of a folder can be loaded, found out in a process of its own that may fail, hang or die.

`python -m iot_agent.bundle.check FOLDER` imports each module there is and writes what it found as JSON. An import that
fails for a library of others costs its driver alone; any other failure ends the process, and so the bundle.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import MissingLibrary
from ..wire import Code, WireError
from .edition import AGENT, Edition

CHECKER = f"{AGENT.name}.bundle.check"
PATIENCE = 60.0
"""Seconds for all imports; a small box needs five."""
MOST = 1 << 20
"""Bytes of output."""


@dataclass(frozen=True)
class Found:
    """A driver in a folder: its file, its fingerprint, and what it lacks ("" = nothing)."""

    path: str
    fingerprint: str
    lacks: str = ""


async def examine(folder: Path) -> Mapping[str, Found]:
    """The drivers of the folder by name; raises WireError for a folder that cannot be loaded as it is."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", CHECKER, str(folder)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(AGENT.parent)},
        start_new_session=True,
    )
    assert child.stdout  # noqa: S101 - asked for above
    assert child.stderr  # noqa: S101
    try:
        async with asyncio.timeout(PATIENCE):
            said, complaint = await asyncio.gather(_bounded(child.stdout), _bounded(child.stderr))
            status = await child.wait()
    except TimeoutError:
        raise WireError(Code.DRIVERS_BROKEN, f"not loaded within {PATIENCE:g} s") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, 9)
        await child.wait()
    return _read(said, complaint, status)


async def _bounded(stream: asyncio.StreamReader) -> bytes:
    """The last of what comes."""
    data = b""
    while more := await stream.read(1 << 16):
        data = (data + more)[-MOST:]
    return data


def _read(said: bytes, complaint: bytes, status: int) -> Mapping[str, Found]:
    lines = said.decode(errors="replace").splitlines()
    if status == 0 and lines:
        with contextlib.suppress(ValueError, TypeError):
            return {name: Found(**found) for name, found in json.loads(lines[-1]).items()}
    at = lines[-1] if lines else "?"
    why = complaint.decode(errors="replace").strip().splitlines() or [f"the process ended with status {status}"]
    raise WireError(Code.DRIVERS_BROKEN, f"{at}: {why[-1]}"[:200])


# --- in the process ---------------------------------------------------------------------------------------------------


def main() -> None:
    os.nice(10)  # devices come first
    out, sys.stdout = sys.stdout, sys.stderr
    edition = Edition(Path(sys.argv[1]))

    def say(line: str) -> None:
        out.write(line + "\n")
        out.flush()

    for path in sorted(edition.top.glob("simulators/**/*.py")):
        say(str(path.relative_to(edition.top)))
        compile(path.read_bytes(), path.name, "exec")
    found: dict[str, Any] = {}
    for path, lacks, is_driver in _imported(edition, say):
        if path.stem in found:
            raise TypeError(f"another driver is called {path.stem}")
        if is_driver:
            found[path.stem] = asdict(Found(str(path), edition.fingerprint(path), lacks))
    say(json.dumps(found))


def _imported(edition: Edition, say: Any) -> Iterator[tuple[Path, str, bool]]:
    """Each module of drivers and codecs with what it lacks, and whether it is a driver."""
    for path in sorted(edition.top.glob("codecs/**/*.py")):
        say(str(path.relative_to(edition.top)))
        lacking(edition, path.relative_to(edition.top))
    for path in edition.files():
        say(str(path))
        lacks = lacking(edition, path)
        yield path, lacks, bool(lacks) or edition.driver(path) is not None


def lacking(edition: Edition, path: Path) -> str:
    """What must be installed for this module, "" if nothing; what else may be wrong with it is raised."""
    try:
        edition.module(path)
    except MissingLibrary as error:
        return str(error)
    except ImportError as error:
        if (error.name or edition.package).partition(".")[0] in (edition.package, AGENT.name):
            raise
        return f"pip install {error.name}"
    return ""


if __name__ == "__main__":
    main()
