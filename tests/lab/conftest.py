"""The guest: prepared once, its agent started once per session, from there a snapshot for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from native import lab
from native.lab import BASE, DISK
from tests.support.e2e_fixtures import pytest_runtest_makereport  # noqa: F401

from .bluetooth import Tool, tool_of
from .guest import AGENT_PID, WITH_AGENT, Guest
from .odoo import Shop, shop_of
from .printers import UsbPrinter
from .scales import Scale, scales_of

LONGEST = 1800
"""Seconds for a test that starts all the others share; whatever is waited for has a limit of its own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Other suites' limits would end the first test of this one, which starts what all of them share."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(LONGEST))


@pytest.fixture(scope="session")
def home() -> Path:
    return lab.prepare()


@pytest.fixture(scope="session")
def disk(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A disk of this session, with a snapshot in which the agent runs and nothing is plugged in."""
    disk = tmp_path_factory.mktemp("lab") / DISK
    shutil.copyfile(home / DISK, disk)
    with lab.running(home, disk, BASE) as machine:
        guest = Guest(machine)
        guest.install_agent()
        guest.write(AGENT_PID, str(guest.start_agent()).encode())
        machine.save(WITH_AGENT)
    return disk


@pytest.fixture
def guest(home: Path, disk: Path) -> Iterator[Guest]:
    with lab.running(home, disk, WITH_AGENT) as machine:
        guest = Guest(machine)
        yield guest
        print(guest.log())


@pytest.fixture
def printer(guest: Guest) -> partial[UsbPrinter]:
    """Makes printers: number and serial number, and a kind if it is not the usual one."""
    return partial(UsbPrinter, guest)


@pytest.fixture
def scale(guest: Guest, tmp_path: Path) -> Iterator[Callable[[str], Scale]]:
    """Makes scales."""
    with scales_of(guest, tmp_path) as make:
        yield make


@pytest.fixture
def tool(guest: Guest) -> Iterator[Tool]:
    """A measuring tool in the air."""
    with tool_of(guest) as tool:
        yield tool


@pytest.fixture
def shop(guest: Guest) -> Iterator[Shop]:
    """A database that the guest's agent is paired with."""
    with shop_of(guest) as shop:
        yield shop
