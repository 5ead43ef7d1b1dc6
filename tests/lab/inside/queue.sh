#!/bin/sh
# The guest's own CUPS with a queue that has a driver of its owner's: queue.sh NAME URI. What it prints begins with a mark.
set -e
mkdir -p /usr/lib/cups/filter
cat >/usr/lib/cups/filter/owners <<'FILTER'
#!/bin/sh
echo "by the owner's driver"
cat ${6:+"$6"}
FILTER
chmod 755 /usr/lib/cups/filter/owners
cat >/run/lab/owners.ppd <<'PPD'
*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "OWNERS.PPD"
*Product: "(TM-U220)"
*PSVersion: "(3010.000) 0"
*Manufacturer: "EPSON"
*ModelName: "EPSON TM-U220"
*ShortNickName: "EPSON TM-U220"
*NickName: "EPSON TM-U220, its owner's driver"
*cupsVersion: 2.4
*cupsFilter: "text/plain 0 owners"
*OpenUI *PageSize/Media Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "0 0 595 842"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
*DefaultFont: Courier
*Font Courier: Standard "(1.0)" Standard ROM
PPD
systemctl start cups
until lpstat -r | grep -q 'is running'; do sleep 0.2; done
lpadmin -p "$1" -v "$2" -P /run/lab/owners.ppd -E
