"""The parts of the whole: real Odoo, real agents, simulated devices, a real browser."""

from tests.support.e2e_fixtures import *  # noqa: F403
from tests.support.e2e_fixtures import pytest_runtest_makereport  # noqa: F401
from tests.support.stack import odoo, stack  # noqa: F401
