"""The device-side agent: makes printers, scales, scanners and more devices of an Odoo database."""

__version__ = "0.1.0"
