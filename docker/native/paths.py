"""Where things are: the project, and the ignored folder that holds all that set-up brings."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
STATE = Path(os.environ.get("IOT_STATE") or PROJECT / ".odoo").absolute()

ODOO_TARGET = STATE / "odoo"
ODOO = ODOO_TARGET / "bin" / "odoo"
ODOO_PYTHON = ODOO_TARGET / "venv" / "bin" / "python"
AGENT_VENV = STATE / "agent"
AGENT_BIN = AGENT_VENV / "bin"
LOGS = STATE / "logs"

OWN_ADDONS = PROJECT / "addons"


def odoo_addons_path(*extra: Path) -> str:
    """Odoo's own addons, ours, and further folders, as --addons-path takes them."""
    own = (ODOO_TARGET / "addons_path").read_text().strip()
    return ",".join([own, *(str(path) for path in (OWN_ADDONS, *extra) if path.is_dir())])


def own_modules() -> list[str]:
    """The technical names of the addons of this project, sorted."""
    return sorted(manifest.parent.name for manifest in OWN_ADDONS.glob("*/__manifest__.py"))
