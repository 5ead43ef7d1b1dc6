"""The route table of the addon, read where it is declared."""

import json
import os
import subprocess
from dataclasses import dataclass
from functools import cache

from iot_agent import wire
from native.paths import ODOO_PYTHON, odoo_addons_path

READ = """
import json, sys
from odoo.tools import config
config.parse_config(["--addons-path", sys.argv[1]])
import odoo.modules
odoo.modules.initialize_sys_path()
from odoo.addons.iot.controllers.box import ROUTES
print(json.dumps([[route.path, route.who, route.takes.__name__] for route in ROUTES]))
"""


@dataclass(frozen=True)
class ServerRoute:
    """A route of the addon: `who` is open or box."""

    path: str
    who: str
    takes: type[wire.Message]


@cache
def server_routes() -> tuple[ServerRoute, ...]:
    """Every route that boxes use."""
    launcher = ODOO_PYTHON.parent.parent.parent / "bin" / "odoo"
    source = launcher.read_text().split("PYTHONPATH='")[1].split("'")[0]
    done = subprocess.run(
        [ODOO_PYTHON, "-c", READ, odoo_addons_path()],
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(ServerRoute(path, who, getattr(wire, takes)) for path, who, takes in json.loads(done.stdout))
