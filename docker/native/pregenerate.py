"""Run in Odoo's shell: makes the bundles of scripts and styles, so that no first page has to wait for them."""

from typing import Any

env: Any = globals()["env"]
env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: SLF001 - Odoo's own server calls it too
env.cr.commit()
