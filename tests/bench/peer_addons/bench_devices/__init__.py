"""Three devices for Odoo's box server: its own drivers and event manager, without its hardware.

BENCH_PRINTER host:port of a receipt printer, BENCH_PRINTERS several, BENCH_QUEUE a queue of CUPS,
BENCH_SCALE a terminal line, BENCH_KEYS a pipe with one code per line.
"""

import os
from pathlib import Path

from escpos.printer import Network

import odoo.http

from odoo.addons.iot_drivers.driver import Driver
from odoo.addons.iot_drivers.event_manager import event_manager
from odoo.addons.iot_drivers.iot_handlers.drivers.printer_driver_base import PrinterDriverBase
from odoo.addons.iot_drivers.iot_handlers.drivers.printer_driver_L import PrinterDriver
from odoo.addons.iot_drivers.iot_handlers.drivers.serial_scale_driver import Toledo8217Driver, Toledo8217Protocol
from odoo.addons.iot_drivers.iot_handlers.interfaces.serial_interface import SerialInterface
from odoo.addons.iot_drivers.main import iot_devices


class BenchPrinter(PrinterDriverBase):
    """Odoo's conversion and its own way to a printer through python-escpos, status questions included."""

    connection_type = "bench"
    receipt_protocol = "escpos"

    def __init__(self, identifier, device):
        super().__init__(identifier, device)
        self.device_name = identifier
        self.device_connection = "direct"
        host, _, port = device["address"].rpartition(":")
        self.escpos_device = Network(host, int(port), timeout=5)

    def print_raw(self, data, action_unique_id=None):
        self.print_raw_escpos(data, action_unique_id)

    def print_status(self, data): ...

    def _action_default(self, data): ...

    def _check_job_status(self, job_id): ...


class BenchQueue(PrinterDriver):
    """Odoo's own way to a queue of CUPS, unchanged."""

    connection_type = "bench"

    def __init__(self, identifier, device):
        told = {"device-class": "network", "device-id": "", "device-make-and-model": identifier}
        super().__init__(identifier, device | told)


class BenchScale(Toledo8217Driver):
    """Odoo's scale driver; a pseudo terminal has no seven bits with parity."""

    connection_type = "bench"
    _protocol = Toledo8217Protocol._replace(bytesize=8, parity="N")


class BenchKeys(Driver):
    """An event per line of a pipe, published as Odoo's drivers publish theirs; and an action that has nothing to do."""

    connection_type = "bench"

    def __init__(self, identifier, device):
        super().__init__(identifier, device)
        self.device_type = "scanner"
        self.device_name = identifier
        self._actions["ask"] = lambda data: "answer"

    def run(self):
        with Path(self.dev["address"]).open(encoding="ascii") as pipe:
            for line in pipe:
                self.data["value"] = line.strip()
                event_manager.device_changed(self)


def _add(kind, driver):
    address = os.environ.get(f"BENCH_{kind.upper()}")
    if address:
        _start(address if driver in (BenchScale, BenchQueue) else kind, driver, address)


def _start(identifier, driver, address):
    iot_devices[identifier] = driver(identifier, {"identifier": identifier, "address": address})
    iot_devices[identifier].start()


class TakesNothing(Driver):
    """The ports of this machine are found but left alone."""

    connection_type = "serial"


def _look_for_ports():
    """Odoo's own loop that looks for serial ports, as our agent looks for them as well."""
    interface = SerialInterface()
    interface.drivers = [TakesNothing]
    interface.start()


# On a Raspberry Pi Odoo does this itself: a box has no databases.
odoo.http.db_list = lambda force=False, host=None: []

_look_for_ports()
_add("printer", BenchPrinter)
_add("queue", BenchQueue)
for number, address in enumerate(filter(None, os.environ.get("BENCH_PRINTERS", "").split(","))):
    _start(f"printer-{number}", BenchPrinter, address)
_add("scale", BenchScale)
_add("keys", BenchKeys)
