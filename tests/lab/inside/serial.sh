#!/bin/sh
# A device with a serial port of its own, made but not plugged in: serial.sh NAME VENDOR PRODUCT SERIAL MAKER MODEL
# Prints the node of its far end. The guest's own /dev/ttyACM* speaks to it: USB CDC 1.2, PSTN subclass, abstract control.
kind=acm
. "${0%/*}/gadget.sh"
ln -s "$function" "$gadget/configs/c.1/"
echo "/dev/ttyGS$(cat "$function/port_num")"
