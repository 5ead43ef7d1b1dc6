#!/bin/sh
# A USB keyboard that is made but not plugged in: keyboard.sh NAME VENDOR PRODUCT SERIAL MAKER MODEL
# It types what is written to /dev/hidgN, one report of eight bytes at a time. Source: HID 1.11, appendix B.1.
kind=hid
. "${0%/*}/gadget.sh"
echo 1 >"$function/protocol"
echo 1 >"$function/subclass"
echo 8 >"$function/report_length"
printf '\005\001\011\006\241\001\005\007\031\340\051\347\025\000\045\001\165\001\225\010\201\002\225\001\165\010\201\003\225\005\165\001\005\010\031\001\051\005\221\002\225\001\165\003\221\003\225\006\165\010\025\000\045\145\005\007\031\000\051\145\201\000\300' >"$function/report_desc"
ln -s "$function" "$gadget/configs/c.1/"
echo "/dev/char/$(cat "$function/dev")"
