"""Reports of text in the Print menu of contacts."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.e2e_shop import Shop


@contextmanager
def report_of_contacts(shop: Shop, name: str, key: str, template: str) -> Iterator[int]:
    """Within, the report is in the menu. One for all tests of a module, as browsers keep the menu."""
    view = shop.call("ir.ui.view", "create", [{"type": "qweb", "name": key, "key": key, "arch": template}])
    made = shop.call("ir.actions.report", "create", [
        {"name": name, "model": "res.partner", "report_name": key, "report_type": "qweb-text"},
    ])  # fmt: skip
    shop.call("ir.actions.report", "create_action", made)
    yield made[0]
    shop.call("ir.actions.report", "unlink", made)
    shop.call("ir.ui.view", "unlink", view)


@contextmanager
def contact_of(shop: Shop, name: str) -> Iterator[int]:
    """Within, there is a contact of that name."""
    made = shop.call("res.partner", "create", [{"name": name}])
    yield made[0]
    shop.call("res.partner", "unlink", made)
