#!/bin/sh
# A USB printer that is made but not plugged in: printer.sh NAME VENDOR PRODUCT SERIAL MAKER MODEL DEVICE_ID
# SERIAL may be empty: many cheap printers have none. Plugged into port N by writing dummy_udc.N to its file UDC, pulled by writing an empty line.
set -e
gadget=/sys/kernel/config/usb_gadget/$1
mkdir "$gadget" "$gadget/strings/0x409" "$gadget/functions/printer.$1" "$gadget/configs/c.1"
echo "$2" >"$gadget/idVendor"
echo "$3" >"$gadget/idProduct"
echo 0x0200 >"$gadget/bcdUSB"
[ -z "$4" ] || echo "$4" >"$gadget/strings/0x409/serialnumber"
echo "$5" >"$gadget/strings/0x409/manufacturer"
echo "$6" >"$gadget/strings/0x409/product"
echo "$7 " >"$gadget/functions/printer.$1/pnp_string" # the kernel loses the last character
ln -s "$gadget/functions/printer.$1" "$gadget/configs/c.1/"
