"""The drivers that a box has, for whoever looks from outside: nothing is changed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from ..core.store import Store
from ..wire import WireError
from . import check
from .bundles import Bundles
from .shelf import Shelf, Stack


async def shelf(store: Store) -> Shelf:
    """What an agent on this state folder serves devices with; `resting` has its own drivers that do not load, too."""
    stacks, broken = [], {}
    for folder in _folders(store):
        try:
            stacks.append(Stack(folder, await check.examine(folder)))
        except WireError as error:  # the agent does not use it either
            broken[f"in {folder}"] = f"mend it: {error.detail}"
    found = Shelf()
    found.put(found.prepare(tuple(stacks)))
    found.resting.update(broken)
    return found


def _folders(store: Store) -> Iterator[Path]:
    own = store.folder / "own"
    if any(own.glob("drivers/*/*.py")):
        yield own
    pairing, folder = store.pairing(), store.folder / "bundles"
    if pairing and folder.is_dir():
        bundles = Bundles(folder)
        with contextlib.suppress(WireError):
            if bundles.ledger.current:
                yield bundles.load(bundles.ledger.current, pairing.key).folder
