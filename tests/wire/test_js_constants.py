"""The browser's copy of the wire's constants equals the declaration."""

import json
import re
from pathlib import Path

from iot_agent import wire

FILE = Path(__file__).parents[2] / "addons/iot/static/src/wire.js"


def test_wire_js_equals_wire_py():
    literal = re.search(r"export const WIRE = Object\.freeze\((\{.*?\n\})\);", FILE.read_text(), re.DOTALL).group(1)
    names = {
        "kinds": wire.Kind,
        "states": wire.State,
        "health": wire.Health,
        "paths": wire.Path,
        "codes": wire.Code,
        "formats": wire.Format,
    }
    assert json.loads(literal) == {
        "version": wire.VERSION,
        "oldest": wire.OLDEST_SUPPORTED,
        **{name: [item.value for item in enum] for name, enum in names.items()},
        "lives": {form.value: seconds for form, seconds in wire.LIVES.items()},
        "purposes": {purpose.value: seconds for purpose, seconds in wire.PURPOSES.items()},
        "actions": {
            kind.value: {
                name: {
                    "params": {key: param.default for key, param in action.params.items()},
                    "document": action.document,
                    "deadline": action.deadline,
                    "gentle": action.gentle,
                }
                for name, action in actions.items()
            }
            for kind, actions in wire.ACTIONS.items()
        },
        "events": {name: [kind.value for kind in kinds] for name, kinds in wire.EVENTS.items()},
        "limits": {name: getattr(wire, name) for name in ("MAX_MESSAGE", "MAX_DOCUMENT", "MAX_ROW_BYTES", "MAX_ROWS")},
    }
