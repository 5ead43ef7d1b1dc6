"""Runs in Odoo's interpreter: how Odoo's box and python-escpos turn a picture into a printer's bytes."""

import base64
import importlib.metadata
import io
import logging
from typing import Any

from escpos.printer import Dummy
from peer_worker import cpu_of
from PIL import Image

from odoo import release

from odoo.addons.iot_drivers.iot_handlers.drivers.printer_driver_base import PrinterDriverBase


class Paper(PrinterDriverBase):
    """Odoo's printer driver, unchanged but for where the bytes go."""

    receipt_protocol = "escpos"

    def print_raw(self, data: bytes, action_unique_id: str | None = None) -> None:
        self.printed = data

    def print_status(self, data: Any) -> None: ...

    def _action_default(self, data: Any) -> None: ...

    def _check_job_status(self, job_id: Any) -> None: ...


logging.getLogger("escpos").setLevel(logging.ERROR)  # a warning per picture would cost it time
box = Paper("bench", None)
box.device_name = "bench"


def by_odoo(picture: str) -> bytes:
    box.print_receipt({"receipt": picture})
    return box.printed


def by_escpos(picture: str) -> bytes:
    printer = Dummy()
    printer.image(Image.open(io.BytesIO(base64.b64decode(picture))), impl="bitImageRaster")
    printer.cut()
    return bytes(printer.output)


WAYS = {"odoo": by_odoo, "escpos": by_escpos}


def convert(way: str, picture: str) -> str:
    """The printer's bytes, in base64."""
    return base64.b64encode(WAYS[way](picture)).decode()


def time_of(way: str, picture: str, times: int) -> float:
    return cpu_of(lambda: WAYS[way](picture), times)


def versions() -> dict[str, str]:
    found = {name: importlib.metadata.version(name) for name in ("pillow", "python-escpos")}
    return {"Odoo": release.version, **found}


CALLS = {"convert": convert, "time_of": time_of, "versions": versions}
