#!/bin/sh
# A USB printer that is made but not plugged in: printer.sh NAME VENDOR PRODUCT SERIAL MAKER MODEL DEVICE_ID
kind=printer
. "${0%/*}/gadget.sh"
echo "$7 " >"$function/pnp_string" # the kernel loses the last character
ln -s "$function" "$gadget/configs/c.1/"
