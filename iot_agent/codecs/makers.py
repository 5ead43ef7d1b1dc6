"""Who makes scanners. Source: the vendor numbers of the USB Implementers Forum, which devices tell in idVendor."""

from __future__ import annotations

SCANNERS = (0x0C2E, 0x05E0, 0x05F9, 0x1EAB, 0x065A, 0x0536)
"""Makers of scanners and of little else: Honeywell, Symbol (Zebra), Datalogic, Newland, Opticon, Hand Held Products."""
NAMES = ("*barcode*", "*bar code*", "*scanner*", "*scan reader*")
"""What others call theirs."""
