"""Real Odoo and PostgreSQL for the suites that need them.

A conftest.py imports the fixtures it wants:

    from tests.support.stack import odoo, stack  # noqa: F401
"""

from collections.abc import Iterator

import pytest

from native.install import browser
from native.odoo import Odoo
from native.rpc import Client, RpcError
from native.stack import Stack, running

__all__ = ["Client", "Odoo", "RpcError", "Stack", "browser", "odoo", "running", "stack"]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """A private PostgreSQL with the template database; `stack.odoo(…)` makes servers on clones of it."""
    with running("pytest") as it:
        yield it


@pytest.fixture(scope="session")
def odoo(stack: Stack) -> Iterator[Odoo]:
    """One server that the tests of a session share, on a database of its own."""
    with stack.odoo() as server:
        yield server
