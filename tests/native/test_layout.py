"""Whoever looks for the test of a module finds it by its name, and every test by its name has its module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from native.paths import OWN_ADDONS, PROJECT, own_modules

AGENT, TESTS = PROJECT / "iot_agent", PROJECT / "tests" / "agent"
SHARED = {"wire": "tests/wire/test_wire.py", "seal": "tests/wire/test_seal.py", "pattern": "tests/wire/test_pattern.py"}
"""Modules of the addon that the agent reads through a link."""

WITHOUT_TEST = {
    "errors": "classes and nothing more; the tests of whoever raises them",
    "values": "frozen values and nothing more",
    "codecs/layouts/eastern": "a table; test_keyboards.py",
    "codecs/layouts/northern": "a table; test_keyboards.py",
    "codecs/layouts/scripts": "a table; test_keyboards.py",
    "codecs/layouts/western": "a table; test_keyboards.py",
    "codecs/makers": "a table; the claims of the drivers of scanners",
    "core/service": "a part of core/worker.py, through which test_worker.py sees it",
    "core/kinds": "abstract: drivers/test_every_driver.py holds each driver to it",
    "core/transport": "a protocol: the tests of each transport",
    "drivers/cameras/fetched": "abstract: test_http_camera.py and test_rtsp.py beside it are its two ends",
    "drivers/printers/spooled": "abstract: test_cups.py and test_ipp.py beside it are its two ends",
    "link/parts": "a frozen value of parts",
    "local/call": "a frozen value of parts",
    "local/parts": "a frozen value of parts",
    "simulators/control": "its HTTP is what test_kit.py beside it speaks",
    "simulators/control_page": "HTML, which test_kit.py beside it gets",
    "simulators/held": "a part of hid_keyboard.py and v4l2.py beside it, through which their tests see it",
}
WITHOUT_MODULE = {
    "codecs/test_escpos_against_python_escpos": "codecs/escpos.py against an independent encoder",
    "codecs/test_every_codec": "what every codec owes: a fuzz target, literals and a property",
    "test_idle": "the whole agent, and what wakes it",
    "bundle/test_bad_bundles": "all of bundle/, with the power cut at each step",
    "drivers/test_endurance": "drivers of scanners and pedals, plugged in and out very often",
    "drivers/test_every_driver": "the contract that every driver keeps",
    "drivers/test_table": "the table in drivers/__init__.py",
    "drivers/printers/test_dymo": "drivers/printers/cups.py with the raster driver of one maker",
    "drivers/printers/test_imc_queues": "codecs/imc.py and printers through a real CUPS, by the names users type",
    "drivers/printers/test_labels": "what drivers/printers/zpl.py and epl.py do alike",
    "drivers/printers/test_old_answers": "drivers/printers/asked.py over the USB transport, for each language",
    "drivers/printers/test_receipts": "what drivers/printers/escpos.py and star.py do alike",
    "drivers/printers/test_tickets": "one ticket on every language that has letters",
    "golden/test_golden": "whole receipts and labels in every language, against pictures that are kept",
    "test_tutorial": "what CONTRIBUTING.md shows, done by its reader",
    "test_serial_storm": "every serial driver against chance bytes and pulled cables",
    "local/test_homepage": "the folder local/homepage, in a browser",
    "local/test_malformed": "every route of local/routes.py",
}


def modules() -> Iterator[str]:
    """Those that do something, by their paths under iot_agent without the suffix."""
    for path in sorted(AGENT.rglob("*.py")):
        if path.stem not in ("__init__", "__main__"):
            yield str(path.relative_to(AGENT).with_suffix(""))


def place(module: str) -> Path:
    """Where its test is."""
    at = Path(module)
    return PROJECT / SHARED[module] if module in SHARED else TESTS / at.parent / f"test_{at.name}.py"


def test_every_module_of_the_agent_has_its_test() -> None:
    assert {module for module in modules() if not place(module).exists()} == WITHOUT_TEST.keys()


def test_every_test_of_the_agent_has_its_module() -> None:
    named = {place(module) for module in modules()}
    orphans = {str(path.relative_to(TESTS).with_suffix("")) for path in TESTS.rglob("test_*.py") if path not in named}
    assert orphans == WITHOUT_MODULE.keys()


@pytest.mark.parametrize("addon", own_modules())
def test_every_test_of_an_addon_is_run(addon: str) -> None:
    """Odoo runs what tests/__init__.py imports, and forgets the rest without a word."""
    folder = OWN_ADDONS / addon / "tests"
    tree = ast.parse((folder / "__init__.py").read_text())
    imported = {name.name for line in tree.body if isinstance(line, ast.ImportFrom) for name in line.names}
    assert {path.stem for path in folder.glob("test_*.py")} <= imported
