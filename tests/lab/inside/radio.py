"""A Bluetooth controller of the kernel, inside the guest, whose other side is at a TCP address: radio.py HOST PORT

It is there while this runs. Source: Bluetooth Core 5.4, 4.A.2 (H4: a byte for the kind of packet, then the packet);
drivers/bluetooth/hci_vhci.c (a packet of the kind 255 asks for a controller; one write is one packet).
"""

import os
import socket
import sys
import threading

SIZES = {1: (3, slice(3, 4)), 2: (4, slice(3, 5)), 4: (2, slice(2, 3)), 5: (4, slice(3, 5))}
"""Kind of packet → bytes of its header, and where in the packet its length stands."""
NEW_CONTROLLER = b"\xff\x00"
MOST = 4096

air = socket.create_connection((sys.argv[1], int(sys.argv[2])))
kernel = os.open("/dev/vhci", os.O_RDWR)
os.write(kernel, NEW_CONTROLLER)  # whose first word must be answered within two seconds


def outward():
    """What the kernel says, but for the number that it gave the controller."""
    while packet := os.read(kernel, MOST):
        if packet[0] != NEW_CONTROLLER[0]:
            air.sendall(packet)


threading.Thread(target=outward, daemon=True).start()
heard = air.makefile("rb")
while kind := heard.read(1):
    header, place = SIZES[kind[0]]
    packet = kind + heard.read(header)
    os.write(kernel, packet + heard.read(int.from_bytes(packet[place], "little")))
