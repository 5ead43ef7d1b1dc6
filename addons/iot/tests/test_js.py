from odoo.tests import HttpCase, no_retry, tagged

SUITE = "@iot"
SUCCESS = "[HOOT] Test suite succeeded"


def suite_id(name):
    """The id by which hoot knows a suite or test."""
    number = 0
    for letter in name:
        number = ((number << 5) - number + ord(letter)) & 0xFFFFFFFF
    return f"{number:08x}"


@tagged("post_install", "-at_install", "iot_js")
class TestJs(HttpCase):
    @no_retry
    def test_hoot(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite_id(SUITE)}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal=SUCCESS,
            error_checker=lambda message: "[HOOT]" not in message,
        )
