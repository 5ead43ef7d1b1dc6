"""A device of the network whose address is typed on the form of its box."""

from typing import Any

from playwright.sync_api import expect

from tests.support.e2e_shop import Shop
from tests.support.screens import Office


class Typing:
    """The dialog behind a button such as Add Network Printer."""

    def __init__(self, office: Office, shop: Shop, box: int, button: str) -> None:
        self._page = office.page
        self._shop, self._box = shop, box
        office.open_record("iot.box", box)
        self._page.get_by_role("button", name=button).click()
        self._dialog = self._page.locator(".modal")

    def refuses(self, address: str, complaint: str) -> None:
        """What cannot be such a device is said in words, and the dialog stays."""
        self._dialog.get_by_label("Address").fill(address)
        self._add()
        expect(self._page.get_by_text(complaint)).to_be_visible()
        self._page.locator(".modal").last.get_by_role("button", name="Close").last.click()

    def takes(self, address: str, name: str) -> None:
        self._dialog.get_by_label("Address").fill(address)
        self._dialog.get_by_label("Name").fill(name)
        self._add()

    def connected(self, name: str) -> list[dict[str, Any]]:
        """The device of that name, while the box serves it."""
        domain = [("box_id", "=", self._box), ("name", "=", name), ("health", "=", "connected")]
        return self._shop.read("iot.device", domain, "identifier")

    def _add(self) -> None:
        self._dialog.get_by_role("button", name="Add", exact=True).click()
