#!/usr/bin/python3
"""Asks the one printer on the USB how it is, and never listens, inside the guest: ask.py TIMES"""

import sys

import usb.core
import usb.util

PRINTER_CLASS = 7
ASK = (b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x04")
TIMEOUT = 5000

printer = usb.core.find(custom_match=lambda device: device[0][0, 0].bInterfaceClass == PRINTER_CLASS)
interface = printer[0][0, 0]
usb.util.claim_interface(printer, interface.bInterfaceNumber)
out = next(endpoint for endpoint in interface if not endpoint.bEndpointAddress & usb.util.ENDPOINT_IN)
for number in range(int(sys.argv[1])):
    out.write(ASK[number % len(ASK)], TIMEOUT)
