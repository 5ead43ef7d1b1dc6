"""Runs in Odoo's interpreter: python-escpos by itself on a network printer, with Odoo's questions about its state."""

import base64
import io
import logging
import time

from escpos.printer import Network
from PIL import Image

logging.getLogger("escpos").setLevel(logging.ERROR)


def print_picture(address: str, picture: str) -> bool:
    printer = _printer(address)
    printer.image(Image.open(io.BytesIO(base64.b64decode(picture))), impl="bitImageRaster")
    printer.cut()
    printer.close()
    return True


def look(address: str, times: int) -> tuple[float, float]:
    """Milliseconds of processor and of time for what Odoo asks a printer before each page."""
    printer = _printer(address)
    used, start = time.thread_time(), time.monotonic()
    for _ in range(times):
        if not printer.is_online() or printer.paper_status() != 2:
            raise RuntimeError("the printer is not ready")
    result = (time.thread_time() - used) * 1000 / times, (time.monotonic() - start) * 1000 / times
    printer.close()
    return result


def _printer(address: str) -> Network:
    host, _, port = address.rpartition(":")
    printer = Network(host, int(port), timeout=5)
    printer.open()
    return printer


CALLS = {"print_picture": print_picture, "look": look}
