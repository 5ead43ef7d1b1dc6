"""A file of drivers or simulators as its author has it, before anybody ships it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from ..core.kinds import DeviceDriver
from .edition import Edition, driver_in


def module(file: Path, part: str) -> ModuleType:
    """What stands in `…/part/…/X.py`, over what lies beside `part`; ValueError says in words why it cannot be had."""
    if not file.is_file():
        raise ValueError(f"there is no file {file}")
    whole = file.resolve()
    top = next((folder.parent for folder in whole.parents if folder.name == part), None)
    if top is None:
        raise ValueError(f"{file} does not stand under a folder {part}/")
    try:
        return Edition(top).module(whole.relative_to(top))
    except Exception as error:  # whatever it is that a file does when it is imported
        raise ValueError(f"{file} does not load: {type(error).__name__}: {error}") from error


def driver(file: Path) -> type[DeviceDriver]:
    """The driver in a file; ValueError says in words why there is none."""
    try:
        found = driver_in(module(file, "drivers"))
    except TypeError as error:
        raise ValueError(f"{file}: {error}") from error
    if found is None:
        raise ValueError(f"{file}: no driver is written in it")
    return found
