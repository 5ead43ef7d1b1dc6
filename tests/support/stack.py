"""Real Odoo and PostgreSQL for the suites that need them.

A conftest.py imports the fixtures it wants:

    from tests.support.stack import odoo, stack  # noqa: F401
"""

import os
from collections.abc import Iterator

import pytest

from native.compose import ComposeOdoo
from native.install import browser
from native.odoo import Odoo
from native.rpc import Client, RpcError
from native.stack import Stack, running

__all__ = ["Client", "ComposeOdoo", "Odoo", "RpcError", "Stack", "browser", "odoo", "running", "stack"]


IN_DOCKER = os.environ.get("IOT_STACK") == "docker"


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """A private PostgreSQL with the template database; `stack.odoo(…)` makes servers on clones of it."""
    if IN_DOCKER:
        pytest.skip("needs servers that run natively")
    with running("pytest") as it:
        yield it


@pytest.fixture(scope="session")
def odoo(request: pytest.FixtureRequest) -> Iterator[Odoo | ComposeOdoo]:
    """One server that the tests of a session share, on a database of its own: ours, or that of docker/compose.yaml."""
    if IN_DOCKER:
        yield ComposeOdoo()
        return
    with request.getfixturevalue("stack").odoo() as server:
        yield server
