"""The parts of the whole, to be broken one at a time."""

from tests.support.e2e_fixtures import *  # noqa: F403
from tests.support.e2e_fixtures import pytest_runtest_makereport  # noqa: F401
from tests.support.stack import odoo, stack  # noqa: F401
