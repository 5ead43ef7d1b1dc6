#!/bin/sh
# A HID device that is no keyboard, made but not plugged in: reports.sh NAME VENDOR PRODUCT SERIAL MAKER MODEL DESCRIPTOR
# DESCRIPTOR is a file. Prints the node of its far end, which is there while it is plugged in: one report at each write.
kind=hid
. "${0%/*}/gadget.sh"
echo 0 >"$function/protocol"
echo 0 >"$function/subclass"
echo 8 >"$function/report_length"
cat "$7" >"$function/report_desc"
ln -s "$function" "$gadget/configs/c.1/"
echo "/dev/char/$(cat "$function/dev")"
