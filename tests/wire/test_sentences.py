"""What a user reads for a code is the same whichever path the job took."""

import ast
import re
from pathlib import Path

import pytest

from iot_agent import wire

ADDON = Path(__file__).parents[2] / "addons/iot"
REASONS = re.search(r"REASONS = \{(.*?)\n\};", (ADDON / "static/src/sentences.js").read_text(), re.DOTALL).group(1)
IN_BROWSER = dict(re.findall(r'^    (\w+): _t\(\s*"(.*?)"\s*\),', REASONS, re.DOTALL | re.MULTILINE))


def _in_odoo() -> dict[str, str]:
    tree = ast.parse((ADDON / "models/sentences.py").read_text())
    [table] = [
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SENTENCES"
    ]
    return {
        getattr(wire.Code, key.attr).value: value.args[0].value
        for key, value in zip(table.keys, table.values, strict=True)
    }


@pytest.mark.parametrize("code", [code.value for code in wire.Code])
def test_browser_and_odoo_say_the_same(code):
    assert IN_BROWSER[code] == _in_odoo()[code]
