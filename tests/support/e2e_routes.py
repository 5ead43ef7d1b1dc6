"""The route table of the addon, read from its source: no Odoo is needed to know what must be attacked."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from iot_agent import wire
from native.paths import OWN_ADDONS

SOURCE = OWN_ADDONS / "iot" / "controllers" / "box.py"


@dataclass(frozen=True)
class ServerRoute:
    """A route of the addon: `who` is open or box."""

    path: str
    who: str
    takes: type[wire.Message]


@cache
def server_routes() -> tuple[ServerRoute, ...]:
    """Every route that boxes use."""
    tree = ast.parse(SOURCE.read_text())
    words = dict(_constants(tree))
    routes = tuple(_route(line.args, words) for line in _table(tree))
    assert routes, f"no table ROUTES in {SOURCE}"
    return routes


def _route(arguments: list[ast.expr], words: dict[str, str]) -> ServerRoute:
    path, who, takes = arguments[:3]
    assert isinstance(who, ast.Name)
    assert isinstance(takes, ast.Attribute)
    return ServerRoute(ast.literal_eval(path), words[who.id], getattr(wire, takes.attr))


def _table(tree: ast.Module) -> Iterator[ast.Call]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "ROUTES":
            assert isinstance(statement.value, ast.Tuple)
            yield from (line for line in statement.value.elts if isinstance(line, ast.Call))


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """`OPEN, BOX = "open", "box"`"""
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(names := statement.targets[0], ast.Tuple):
            values = ast.literal_eval(statement.value)
            yield from ((ast.unparse(name), value) for name, value in zip(names.elts, values, strict=True))
