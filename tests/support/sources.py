"""What source files say of themselves, for the tests that ask every module for what it owes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_HEX = re.compile(r"[0-9a-f][0-9a-f\s]{3,}", re.IGNORECASE)


def literals(path: Path) -> int:
    """How many byte strings of some length it has in so many words, or in hexadecimal where it reads that."""
    source = path.read_text()
    values = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    found = [value for value in values if isinstance(value, bytes) and len(value) > 1]
    if "fromhex" not in source:
        return len(found)
    return len(found) + sum(isinstance(value, str) and bool(_HEX.fullmatch(value)) for value in values)


def is_property_test(path: Path) -> bool:
    """Whether a test in it is tried with whatever hypothesis makes up."""
    functions = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))
    calls = (found for function in functions for found in function.decorator_list if isinstance(found, ast.Call))
    return any(isinstance(call.func, ast.Name) and call.func.id == "given" for call in calls)


def codecs_of(path: Path) -> Iterator[str]:
    """The codecs that a module names in its imports."""
    inside = path.parent.name == "codecs"
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            package, _, name = (node.module or "").rpartition("codecs")
            if name.startswith("."):
                yield name[1:]
            elif package or node.module == "codecs" or (inside and node.level == 1 and not node.module):
                yield from (alias.name for alias in node.names)
            elif inside and node.level == 1 and node.module:
                yield node.module
