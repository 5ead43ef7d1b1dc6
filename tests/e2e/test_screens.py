"""A screen of the box, from its form in Odoo to the page that its browser asks for."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.e2e_fixtures import NewBox
from tests.support.e2e_shop import Shop
from tests.support.e2e_wait import until
from tests.support.screens import CHROMIUM, Office

HEADLESS = f"{CHROMIUM} --headless=new --no-sandbox"


class Typed:
    """A screen in the settings of the box, for a machine that has none."""

    settings = '[[device]]\nidentifier = "wall"\nname = "Wall"\nbus = "hdmi"\naddress = "HDMI-A-1"\ndriver = "screen"\n'


class Site:
    """Pages of somebody on the web, and who asked for them."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<link rel=icon href='data:,'>The menu of today")

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "Site":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as served:
        yield served


def test_a_display_url_typed_on_the_form_is_on_the_screen(
    shop: Shop, new_box: NewBox, office: Office, site: Site
) -> None:
    """L1: Display URL, Show and Back to Its Page, in the browser of the box."""
    box = new_box(Typed(), browser=HEADLESS).start()
    box.wait_devices(1)
    screen = shop.device(shop.pair(box, 1), "display")

    office.open_record("iot.device", screen)
    office.page.get_by_label("Display URL").fill(f"{site.url}/menu")
    office.save()
    until(lambda: "/menu" in site.asked, 15, "the screen shows its page")

    office.page.get_by_label("Page", exact=True).fill(f"{site.url}/offer")
    office.click_test("Show")
    office.sees(".o_iot_outcome .o_iot_sentence", "Done.")
    assert site.asked[-1] == "/offer"
    office.click_test("Back to Its Page")
    until(lambda: site.asked[-1] == "/menu", 10, "the screen is back at its page")
