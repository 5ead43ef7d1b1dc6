# What all USB gadgets share: kind=FUNCTION . gadget.sh, with NAME VENDOR PRODUCT SERIAL MAKER MODEL as $1 to $6
# SERIAL may be empty: many cheap devices have none. Leaves $gadget and $function, which is then put into configs/c.1.
# Plugged into port N by writing dummy_udc.N to the gadget's file UDC, pulled by writing an empty line.
set -e
gadget=/sys/kernel/config/usb_gadget/$1
function=$gadget/functions/$kind.$1
mkdir "$gadget" "$gadget/strings/0x409" "$function" "$gadget/configs/c.1"
echo "$2" >"$gadget/idVendor"
echo "$3" >"$gadget/idProduct"
echo 0x0200 >"$gadget/bcdUSB"
[ -z "$4" ] || echo "$4" >"$gadget/strings/0x409/serialnumber"
echo "$5" >"$gadget/strings/0x409/manufacturer"
echo "$6" >"$gadget/strings/0x409/product"
