"""Optional libraries are imported when first needed; a missing one names the command that brings it."""

from __future__ import annotations

import importlib
from typing import Any

from .errors import MissingLibrary


def need(module: str, extra: str) -> Any:
    """The imported `module`; where it is absent, MissingLibrary says how to install our `extra`."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingLibrary(f"pip install 'iot-agent[{extra}]'") from error
